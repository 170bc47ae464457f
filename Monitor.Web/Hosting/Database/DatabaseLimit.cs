using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>The database's own limits: how long a statement may take, and how long it may wait for a table.</summary>
internal static class DatabaseLimit
{
    /// <summary>Somewhere in it is the database's word that a statement was stopped. What the caller cancelled is no such fault: it arrives as cancellation.</summary>
    public static bool IsReached(Exception? fault) => fault switch
    {
        null => false,
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable } => true,
        _ => IsReached(fault.InnerException),
    };
}
