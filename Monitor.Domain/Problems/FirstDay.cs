using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems;

/// <summary>
/// The first 24 h of a host: only a full disk, exhausted memory and silence open tickets, because nobody knows yet what is normal there. What an
/// administrator asked for on this very host opens one all the same.
/// </summary>
public static class FirstDay
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);

    private static readonly HashSet<string> AlwaysTold = ["disk.used_percent", "disk.inodes_used_percent", "memory.used_percent"];

    /// <param name="hostCreatedAt">When the host was enrolled.</param>
    /// <param name="at">The moment of the breach by the server's clock.</param>
    /// <param name="metric">The rule's metric; empty for silence.</param>
    /// <param name="isHostWish">True when the rule is set for this very host.</param>
    public static bool HoldsTicketBack(DateTimeOffset hostCreatedAt, DateTimeOffset at, string metric, bool isHostWish) =>
        !isHostWish && metric.Length > 0 && at - hostCreatedAt < Length && !AlwaysTold.Contains(metric);
}
