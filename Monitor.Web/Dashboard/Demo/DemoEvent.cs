namespace Monitor.Web.Dashboard.Demo;

/// <summary>Something unusual that happens once on a generated host: so long before the moment that the history was made, and for so long. Sums are points of percent.</summary>
internal sealed record DemoEvent(string Host, TimeSpan Age, TimeSpan Lasts)
{
    public double Cpu { get; init; }

    public double Memory { get; init; }

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

    private static readonly ILookup<string, DemoEvent> ByHost = Rush.Concat([Import, Burst, Lull, Climb]).ToLookup(e => e.Host);

    public static DemoEvent? At(DemoHost host, TimeSpan age) => ByHost[host.Name].FirstOrDefault(e => age <= e.Age && age > e.Age - e.Lasts);
}
