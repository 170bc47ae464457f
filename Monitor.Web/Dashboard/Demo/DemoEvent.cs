namespace Monitor.Web.Dashboard.Demo;

/// <summary>Something unusual that happens once on a generated host: so long before the moment that the history was made, and for so long. Sums are points of percent.</summary>
internal sealed record DemoEvent(string Host, TimeSpan Age, TimeSpan Lasts)
{
    public double Cpu { get; init; }

    public double Memory { get; init; }

    /// <summary>The CPU rises to this within a minute, whatever the host does otherwise.</summary>
    public double? CpuTo { get; init; }

    /// <summary>And memory within four.</summary>
    public double? MemoryTo { get; init; }

    /// <summary>Points of percent by which the disk fills an hour; what it is full of is gone when it is over.</summary>
    public double DiskPerHour { get; init; }

    /// <summary>What the bytes read are multiplied by; so with the others.</summary>
    public double Read { get; init; } = 1;

    public double Written { get; init; } = 1;

    public double Received { get; init; } = 1;

    public double Sent { get; init; } = 1;

    public static DemoEvent Import { get; } = new("db-1", TimeSpan.FromHours(26), TimeSpan.FromMinutes(45)) { Cpu = 24, Memory = 9, Read = 7, Written = 5 };

    public static DemoEvent Burst { get; } = new("web-3", TimeSpan.FromHours(5), TimeSpan.FromMinutes(12)) { Cpu = 48, Sent = 1.4 };

    public static DemoEvent Lull { get; } = new("mail-1", TimeSpan.FromHours(9), TimeSpan.FromMinutes(50)) { Received = 0.05, Sent = 0.3 };

    /// <summary>It lasts.</summary>
    public static DemoEvent Climb { get; } = new("queue-1", TimeSpan.FromMinutes(35), TimeSpan.FromHours(3)) { Cpu = 26, Memory = 12 };

    /// <summary>All hosts of one group at once.</summary>
    public static IReadOnlyList<DemoEvent> Rush { get; } =
    [
        .. DemoHost.Fleet.Where(h => h.Group == "Web").Select(h => new DemoEvent(h.Name, TimeSpan.FromHours(70), TimeSpan.FromMinutes(40)) { Cpu = 22, Received = 5, Sent = 5 }),
    ];

    /// <summary>Problems that last: a program that took the CPU some time after a deploy, one that takes the memory while a service that its host calls is down, and a disk that fills.</summary>
    public static IReadOnlyList<DemoLasting> Lasting { get; } =
    [
        new(new("web-3", TimeSpan.FromMinutes(18), TimeSpan.FromHours(3)) { CpuTo = 96 }, "cpu-high", "cpu.used_percent"),
        new(new("build-1", TimeSpan.FromMinutes(25), TimeSpan.FromHours(3)) { MemoryTo = 94 }, "memory-high", "memory.used_percent"),
        new(new("mail-1", TimeSpan.FromMinutes(40), TimeSpan.FromHours(5)) { DiskPerHour = 21 }, "disk-full", "disk.used_percent"),
    ];

    private static readonly ILookup<string, DemoEvent> ByHost =
        Rush.Concat([Import, Burst, Lull, Climb]).Concat(Lasting.Select(l => l.Odd)).Concat(DemoIncident.Past.Select(i => i.Curve)).ToLookup(e => e.Host);

    public static DemoEvent? At(DemoHost host, TimeSpan age) => ByHost[host.Name].FirstOrDefault(e => age <= e.Age && age > e.Age - e.Lasts);
}

/// <summary>One that lasts, with the rule whose limit it crosses.</summary>
internal sealed record DemoLasting(DemoEvent Odd, string RuleKey, string Metric);
