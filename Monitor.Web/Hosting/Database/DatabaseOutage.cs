using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>The database is away, full or only to be read, as opposed to an answer that it gave. Entity Framework wraps such faults, which hides them.</summary>
internal static class DatabaseOutage
{
    /// <summary>
    /// A connection takes a statement for prepared that the database does not know, since whoever read by it left, or was stopped, while it was being prepared. After
    /// <see cref="Databases.AfterStopped"/> the same question is answered.
    /// </summary>
    public static bool IsForgotten(Exception? fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.InvalidSqlStatementName } || (fault?.InnerException is { } inner && IsForgotten(inner));

    public static bool Is(Exception? fault) => fault switch
    {
        null => false,
        PostgresException answer => answer.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState
            || answer.SqlState[..2] is "08" or "53" or "57",
        NpgsqlException or TimeoutException => true,
        _ => Is(fault.InnerException),
    };
}
