namespace Monitor.Domain.Efficiency;

/// <summary>What a host is measured by; the number is its place wherever values of all of them stand side by side.</summary>
public enum ResourceKind
{
    Cpu,
    Memory,
    DiskSpace,
    DiskIo,
    Network,
}

/// <summary>All resources, what people call them, and the metric that keeps each one's index.</summary>
public static class Resources
{
    public static IReadOnlyList<ResourceKind> All { get; } = Enum.GetValues<ResourceKind>();

    public static int Count => All.Count;

    /// <summary>Inside a sentence.</summary>
    public static string Word(ResourceKind resource) => resource switch
    {
        ResourceKind.Cpu => "CPU",
        ResourceKind.Memory => "memory",
        ResourceKind.DiskSpace => "disk space",
        ResourceKind.DiskIo => "disk I/O",
        _ => "network",
    };

    /// <summary>At the head of a column.</summary>
    public static string Title(ResourceKind resource) => resource switch
    {
        ResourceKind.Memory => "Memory",
        ResourceKind.DiskSpace => "Disk space",
        ResourceKind.DiskIo => "Disk I/O",
        ResourceKind.Network => "Network",
        _ => "CPU",
    };

    /// <summary>In addresses and files.</summary>
    public static string Key(ResourceKind resource) => resource switch
    {
        ResourceKind.Cpu => "cpu",
        ResourceKind.Memory => "memory",
        ResourceKind.DiskSpace => "disk",
        ResourceKind.DiskIo => "disk_io",
        _ => "network",
    };
}
