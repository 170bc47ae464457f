namespace Monitor.Domain.RootCause.Similar;

/// <summary>What tickets are compared by.</summary>
public sealed record TicketTraits
{
    public required int Id { get; init; }

    public required int Number { get; init; }

    public required string Title { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int? HostId { get; init; }

    public string? Metric { get; init; }

    public IReadOnlySet<string> Fingerprints { get; init; } = new HashSet<string>();

    public IReadOnlySet<int> RuleIds { get; init; } = new HashSet<int>();

    /// <summary>The first of each problem's newest findings, and what people said was the cause; without "none".</summary>
    public IReadOnlySet<string> CauseKeys { get; init; } = new HashSet<string>();
}
