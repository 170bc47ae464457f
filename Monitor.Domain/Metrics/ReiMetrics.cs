namespace Monitor.Domain.Metrics;

/// <summary>The index as ordinary series of a host: over the 24 hours before, written every hour.</summary>
public static class ReiMetrics
{
    public const string Total = "rei.total";
    public const string Cpu = "rei.cpu";
    public const string Memory = "rei.memory";
    public const string Disk = "rei.disk";
    public const string DiskIo = "rei.disk_io";
    public const string Network = "rei.network";

    /// <summary>By resource.</summary>
    public static IReadOnlyList<string> Parts { get; } = [Cpu, Memory, Disk, DiskIo, Network];
}
