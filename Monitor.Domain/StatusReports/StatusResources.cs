namespace Monitor.Domain.StatusReports;

/// <summary>How much is used now.</summary>
/// <param name="Silent">Hosts that sent nothing of late; they are in no mean.</param>
/// <param name="Now">Of one host its newest values; of many means of percentages and sums of rates.</param>
/// <param name="Hosts">The host itself; of many the worst ones.</param>
public sealed record StatusResources(int Count, int Silent, StatusUse Now, IReadOnlyList<StatusCount> ByStatus, IReadOnlyList<StatusHost> Hosts);

/// <summary>How many there are of something.</summary>
public sealed record StatusCount(string Name, int Count);

/// <summary>Percentages (0 to 100) and bytes a second; null where not known. Of several disks the fullest counts.</summary>
public sealed record StatusUse(
    double? CpuPercent, double? MemoryPercent, double? DiskPercent, double? DiskReadPerSecond, double? DiskWritePerSecond, double? ReceivedPerSecond, double? SentPerSecond)
{
    public static StatusUse None { get; } = new(null, null, null, null, null, null, null);
}

/// <summary>A host as it is now.</summary>
/// <param name="Status">Good, Unknown, Maintenance, Warning or Critical.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record StatusHost(int HostId, string Name, string Group, string Status, string Reason, DateTimeOffset? LastSeenAt, StatusUse Now);
