namespace Monitor.Web.Dashboard.Demo;

/// <summary>What can be seen of the reason of a generated incident.</summary>
internal enum DemoReason
{
    /// <summary>A program takes the CPU, and the agent's list of programs names it.</summary>
    Program,

    /// <summary>Somebody changed something shortly before.</summary>
    Change,

    /// <summary>More comes over the network; which program works on it is not known.</summary>
    Load,

    /// <summary>A program takes the memory.</summary>
    Memory,
}

/// <summary>A problem of the generated month that had a ticket, with the curve that it left behind and how long before it something was changed.</summary>
internal sealed record DemoIncident(DemoEvent Curve, DemoReason Reason, TimeSpan ChangedBefore)
{
    private const int Count = 26;
    private const double DayHours = 24.6;
    private static readonly string[] Hosts = ["web-1", "db-1", "mail-1", "web-3", "cache-1", "queue-1", "db-2", "edge-1"];

    /// <summary>The same ones on every machine, about one a day, the newest first.</summary>
    public static IReadOnlyList<DemoIncident> Past { get; } = [.. Enumerable.Range(0, Count).Select(Make)];

    public string RuleKey => Reason == DemoReason.Memory ? "memory-high" : "cpu-high";

    public string Metric => Reason == DemoReason.Memory ? "memory.used_percent" : "cpu.used_percent";

    private static DemoIncident Make(int i)
    {
        var reason = (DemoReason)((i + (i / Hosts.Length)) % 4);
        var curve = new DemoEvent(Hosts[i * 3 % Hosts.Length], TimeSpan.FromHours(30 + (i * DayHours) + (i * 5 % 9)), TimeSpan.FromMinutes(20 + (i * 7 % 25)));
        return new DemoIncident(
            reason switch
            {
                DemoReason.Memory => curve with { MemoryTo = 80 + (i % 9) },
                DemoReason.Load => curve with { CpuTo = 93 + (i % 3), Received = 9 + (2 * (i % 5)), Sent = 7 + (i % 4) },
                _ => curve with { CpuTo = 94 + (i % 4) },
            },
            reason, TimeSpan.FromMinutes(2 + (i * 5 % 15)));
    }
}
