namespace Monitor.Domain.RootCause;

/// <summary>One piece of evidence. Kind: "series" (a reading of a host with its labels), "process" (the name as text; the series says whether CPU or memory), "event" (the time is <see cref="From"/>).</summary>
public sealed record FindingEvidence
{
    public required string Kind { get; init; }

    public required string Text { get; init; }

    public int? HostId { get; init; }

    /// <summary>Series as "disk.used_percent{mount=\"/\"}".</summary>
    public string? Series { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public double? Before { get; init; }

    public double? During { get; init; }
}
