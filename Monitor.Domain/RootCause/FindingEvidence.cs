namespace Monitor.Domain.RootCause;

/// <summary>One piece of evidence. Kind: "series" (host, series name with labels, from, to, before, during), "lines" (host, source, time, text), "process" (name, share), "event" (kind, time, text), "link" (child, parent).</summary>
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
