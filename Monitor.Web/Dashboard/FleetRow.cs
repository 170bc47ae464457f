using Monitor.Domain.Metrics;

namespace Monitor.Web.Dashboard;

/// <summary>One host as the fleet page shows it at a moment. Percentages and bytes per second; NaN where nothing is known. Curves: the last 15 minutes.</summary>
public sealed record FleetRow(
    int HostId,
    string Name,
    int GroupId,
    string GroupName,
    HostStatus Status,
    string Reason,
    FleetValues Now,
    DateTimeOffset? LastSeenAt,
    bool IsActive,
    IReadOnlyList<double> CpuCurve,
    IReadOnlyList<double> MemoryCurve)
{
    /// <summary>True when all but the small curves is the same.</summary>
    public bool SaysTheSameAs(FleetRow other) => this with { CpuCurve = [], MemoryCurve = [] } == other with { CpuCurve = [], MemoryCurve = [] };
}

/// <summary>A host's newest values. Disk is the fullest of its file systems; the rates are sums over devices and interfaces.</summary>
public readonly record struct FleetValues(
    double CpuPercent, double MemoryPercent, double DiskPercent, double DiskReadPerSecond, double DiskWritePerSecond, double ReceivedPerSecond, double SentPerSecond)
{
    public static FleetValues None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
}
