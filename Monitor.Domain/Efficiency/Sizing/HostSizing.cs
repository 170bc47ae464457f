namespace Monitor.Domain.Efficiency;

/// <summary>A file system: its size in bytes, and how it was used.</summary>
public sealed record DiskSizing(string MountPoint, double Bytes, UseProfile Use);

/// <summary>What a host has and how that was used: what proposals are made of. What is null is not known.</summary>
public sealed record HostSizing(int HostId, string Name)
{
    public int GroupId { get; init; }

    public int Vcpus { get; init; }

    public double MemoryBytes { get; init; }

    public UseProfile? Cpu { get; init; }

    public UseProfile? Memory { get; init; }

    /// <summary>Bytes a second, sent and received, at the 95th percentile; not a number where not known.</summary>
    public double NetworkP95 { get; init; } = double.NaN;

    public IReadOnlyList<DiskSizing> Disks { get; init; } = [];

    public double MemoryGb => MemoryBytes / RightSize.Gigabyte;

    public double DiskGb => Disks.Sum(d => d.Bytes) / RightSize.Gigabyte;
}
