using Npgsql;

namespace Monitor.Web.Store;

internal enum DatabaseFaultKind
{
    /// <summary>A key is there already.</summary>
    Duplicate,

    /// <summary>Two transactions met; one was ended and can be tried again.</summary>
    Conflict,

    /// <summary>No partition takes this time (any more).</summary>
    NoPartition,

    /// <summary>What was sent cannot be stored, now or later.</summary>
    Data,

    /// <summary>Everything else: the database cannot serve now, or nobody knows what it did.</summary>
    Outage,
}

/// <summary>Sorts what the database answers by SQLSTATE, explicitly: the driver's idea of "transient" is not ours (it leaves out a read-only server).</summary>
internal static class DatabaseFault
{
    public static DatabaseFaultKind Of(PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation => DatabaseFaultKind.Duplicate,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => DatabaseFaultKind.Conflict,
        PostgresErrorCodes.CheckViolation => DatabaseFaultKind.NoPartition,
        var state when state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal) => DatabaseFaultKind.Data,
        _ => DatabaseFaultKind.Outage,
    };
}
