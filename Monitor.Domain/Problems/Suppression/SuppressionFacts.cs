using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>A silence with its author's name.</summary>
public sealed record SilenceFact(Silence Silence, string Author);

/// <summary>A host that is down by an open problem of one of the <see cref="SuppressionFacts.DownRules"/>.</summary>
public sealed record DownHost(int HostId, string HostName, int ProblemId, string RuleKey, DateTimeOffset Since);

/// <summary>A service with the hosts that it runs on, those that are watched.</summary>
/// <param name="Matchers">As <see cref="Service.Matchers"/>.</param>
public sealed record ServiceFact(int Id, string Name, string Matchers, IReadOnlyList<int> HostIds);

/// <summary>That a person took a ticket in hand or put it off.</summary>
public sealed record TicketHold(int TicketId, int TicketNumber, SuppressionKind Kind, string By, string Note, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>Everything that a <see cref="SuppressionSet"/> is made of, as it was at one moment.</summary>
public sealed record SuppressionFacts
{
    /// <summary>The rules whose open problem means that the host cannot be reached.</summary>
    public static IReadOnlyList<string> DownRules { get; } = ["host-silent"];

    public IReadOnlyList<SuppressionHost> Hosts { get; init; } = [];

    public IReadOnlyList<SilenceFact> Silences { get; init; } = [];

    public IReadOnlyList<MaintenanceWindow> Windows { get; init; } = [];

    public IReadOnlyList<HostLink> Links { get; init; } = [];

    public IReadOnlyList<ServiceFact> Services { get; init; } = [];

    public IReadOnlyList<DownHost> Down { get; init; } = [];

    public IReadOnlyList<TicketHold> Holds { get; init; } = [];
}
