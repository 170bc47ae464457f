using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Tests.Problems.Suppression;

/// <summary>Two hosts of a small fleet and everything that can keep somebody from being told, each on a switch.</summary>
internal sealed class SuppressionStage
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly HostGroup Fleet = new() { Id = 1, Name = "Fleet" };
    public static readonly HostGroup Berlin = new() { Id = 2, ParentId = 1, Name = "Berlin" };

    public const int WebHost = 10;
    public const int Gateway = 20;
    public const int Ticket = 7;

    public static readonly SuppressionSubject Disk = new(WebHost, "disk-full", "disk.used_percent", "mount=\"/\"", Severity.Warning, Ticket);

    public List<SilenceFact> Silences { get; } = [];

    public List<MaintenanceWindow> Windows { get; } = [];

    public List<HostLink> Links { get; } = [];

    public List<ServiceFact> Services { get; } = [];

    public List<DownHost> Down { get; } = [];

    public List<TicketHold> Holds { get; } = [];

    public SuppressionSet Set() => new(new SuppressionFacts
    {
        Hosts =
        [
            new(WebHost, "web-1", [Berlin, Fleet], 5, [new HostTag { HostId = WebHost, Key = "role", Value = "web" }]),
            new(Gateway, "gw-1", [Fleet], null, []),
        ],
        Silences = Silences, Windows = Windows, Links = Links, Services = Services, Down = Down, Holds = Holds,
    });

    public static Silence Silence(string matchers, int from = -10, int to = 60, int id = 1) => new()
    {
        Id = id, Matchers = matchers, Reason = "disk exchange", CreatedAt = Now.AddDays(-1), StartsAt = Now.AddMinutes(from), EndsAt = Now.AddMinutes(to),
    };

    public static MaintenanceWindow Window(string matchers, string startsLocal, string duration, string? recurrence = null, string zone = "UTC", int id = 1) => new()
    {
        Id = id, Name = "Patch night", Matchers = matchers, Zone = zone, Recurrence = recurrence, CreatedAt = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
        StartsLocal = DateTime.Parse(startsLocal, System.Globalization.CultureInfo.InvariantCulture),
        Duration = TimeSpan.Parse(duration, System.Globalization.CultureInfo.InvariantCulture),
    };

    public static DownHost IsDown(int hostId, string rule = "host-silent") => new(hostId, $"host {hostId}", 99, rule, Now.AddMinutes(-5));

    public static HostLink Behind(int child, int parent) => new() { ChildId = child, ParentId = parent };
}
