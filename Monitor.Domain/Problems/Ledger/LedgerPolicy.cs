namespace Monitor.Domain.Problems.Ledger;

/// <summary>The lengths and counts by which the ledger decides.</summary>
public sealed record LedgerPolicy
{
    public static LedgerPolicy Default { get; } = new();

    /// <summary>What comes back within this time after its end is the same problem again; later it is a new one that names the old.</summary>
    public TimeSpan ReopenWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>More changes than this within <see cref="FlapWindow"/> are one flapping problem. It ends after a <see cref="FlapWindow"/> without a change.</summary>
    public int FlapChanges { get; init; } = 6;

    public TimeSpan FlapWindow { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan RepeatEvery { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The repeats of one cycle, from its beginning to its end.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>When what stood in front of a host is back, the host has this long to come back too before anybody is told about it.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(2);
}
