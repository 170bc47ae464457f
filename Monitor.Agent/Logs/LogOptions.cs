namespace Monitor.Agent.Logs;

internal sealed record LogOptions
{
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>With more records in the spool nothing is read: logs wait where they are, and leave the spool to what is measured.</summary>
    public int MostWaitingRecords { get; init; } = 64;

    public JournalOptions Journal { get; init; } = new();

    /// <summary>Null to look for it.</summary>
    public bool? IsJournalReadable { get; init; }

    public string PackageLog { get; init; } = UsualLogs.PackageLog;

    public Func<BootFacts> Boot { get; init; } = BootFacts.Read;
}
