namespace Monitor.Web.Dashboard.Demo;

/// <summary>What goes wrong on a generated host, by its age before now; history and live values agree because both are computed from the time alone.</summary>
public enum DemoFault
{
    None,

    /// <summary>A file system that grows steadily and is over its limit now.</summary>
    DiskFills,

    /// <summary>Memory that leaks for a day and is freed by a restart, again and again.</summary>
    MemoryLeaks,

    /// <summary>CPU at its limit during the nightly build.</summary>
    NightlyLoad,

    /// <summary>Sends nothing any more.</summary>
    Silent,
}

/// <summary>A generated host: usual load in percent, how strongly the day shows, size and fault.</summary>
public sealed record DemoHost(string Name, string Group, double Cpu, double Memory, double Disk, double Day, long MemoryBytes, DemoFault Fault)
{
    private const long Gigabyte = 1_000_000_000;

    public int Vcpus { get; init; } = 8;

    /// <summary>Not less at weekends.</summary>
    public bool IsAllWeek { get; init; }

    /// <summary>What goes over the network, of what goes at others.</summary>
    public double Traffic { get; init; } = 1;

    /// <summary>Its CPU in the month before the generated one, of what it is now.</summary>
    public double CpuBefore { get; init; } = 1;

    public static IReadOnlyList<DemoHost> Fleet { get; } =
    [
        new("web-1", "Web", 34, 52, 41, 1.0, 16 * Gigabyte, DemoFault.None),
        new("web-2", "Web", 31, 51, 43, 1.0, 16 * Gigabyte, DemoFault.MemoryLeaks),
        new("web-3", "Web", 29, 50, 39, 1.0, 16 * Gigabyte, DemoFault.None),
        new("edge-1", "Web", 12, 24, 18, 0.9, 4 * Gigabyte, DemoFault.None) { Vcpus = 4 },
        new("db-1", "Databases", 42, 68, 61, 0.7, 64 * Gigabyte, DemoFault.None),
        new("db-2", "Databases", 18, 66, 60, 0.5, 64 * Gigabyte, DemoFault.None) { Vcpus = 16, CpuBefore = 0.55 },
        new("cache-1", "Databases", 9, 71, 12, 0.6, 32 * Gigabyte, DemoFault.None) { Vcpus = 4, CpuBefore = 0.5 },
        new("queue-1", "Databases", 15, 35, 27, 0.8, 8 * Gigabyte, DemoFault.None),
        new("files-1", "Office", 7, 31, 62, 0.6, 8 * Gigabyte, DemoFault.DiskFills) { Vcpus = 1 },
        new("mail-1", "Office", 11, 43, 70, 0.7, 8 * Gigabyte, DemoFault.None),
        new("build-1", "Office", 22, 40, 47, 0.8, 32 * Gigabyte, DemoFault.NightlyLoad),
        new("backup-1", "Office", 5, 22, 73, 0.2, 8 * Gigabyte, DemoFault.Silent) { Vcpus = 2 },
        new("report-1", "Office", 86, 72, 48, 0, 8 * Gigabyte, DemoFault.None) { Vcpus = 4, IsAllWeek = true, CpuBefore = 0.6 },
        new("wiki-1", "Office", 6, 30, 22, 0.5, 4 * Gigabyte, DemoFault.None) { Vcpus = 1 },
        new("lab-1", "Office", 0.6, 9, 14, 0.1, 16 * Gigabyte, DemoFault.None) { IsAllWeek = true, Traffic = 0.0001, CpuBefore = 14 },
    ];
}
