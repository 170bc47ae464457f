using Monitor.Domain.Detection;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection.Desk;

/// <summary>One page of anomalies, the newest first.</summary>
/// <param name="Next">Where the next page begins; null: this is the last one.</param>
public sealed record AnomalyPage(IReadOnlyList<AnomalyLine> Items, long? Next);

/// <summary>An anomaly as lists, screens and the API show it, with what people said of it. Values are in the metric's unit.</summary>
public sealed record AnomalyLine
{
    public required long Id { get; init; }

    public required AnomalySubject Subject { get; init; }

    public required int HostId { get; init; }

    public required string Host { get; init; }

    public required string Group { get; init; }

    public int? SeriesId { get; init; }

    public required string Detector { get; init; }

    public required AnomalyKind Kind { get; init; }

    public required string Metric { get; init; }

    public required string Labels { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public required double Evidence { get; init; }

    public required double Score { get; init; }

    public required Severity Severity { get; init; }

    public double? Value { get; init; }

    public double? Expected { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public required string Sentence { get; init; }

    public required IReadOnlyList<AnomalyPart> Parts { get; init; }

    public AnomalyHold? Hold { get; init; }

    public int? ProblemId { get; init; }

    /// <summary>The number of the problem's ticket.</summary>
    public int? Ticket { get; init; }

    public AnomalyVerdict? Verdict { get; init; }

    /// <summary>Who said so; null where nobody did, or the person is not there any more.</summary>
    public string? LabelledBy { get; init; }

    public DateTimeOffset? LabelledAt { get; init; }
}
