using Monitor.Domain.Problems;

namespace Monitor.Domain.Detection;

/// <summary>Whose behaviour an anomaly is.</summary>
public enum AnomalySubject
{
    /// <summary>Of one series: it marks the chart and opens no ticket.</summary>
    Series,

    /// <summary>Of the metrics of a host together.</summary>
    Host,

    /// <summary>A host that differs from its peers of the same group.</summary>
    Peers,

    /// <summary>Of many hosts of a group at once; the host is the first of them.</summary>
    Fleet,
}

/// <summary>Why nobody is told of an anomaly that was found.</summary>
public enum AnomalyHold
{
    /// <summary>The host has told of enough today.</summary>
    Budget,

    /// <summary>People called the same thing normal here.</summary>
    KnownPattern,

    Maintenance,

    /// <summary>It belongs to one of many hosts, which is told by itself.</summary>
    PartOfFleet,

    /// <summary>Shown, and neither strong nor lasting enough that people are told.</summary>
    Weak,
}

/// <summary>
/// Something unusual from when it was seen to when it was over. One of a subject at most begins at one moment, so that it is never counted twice. Values are
/// in the metric's unit, times are those of the samples.
/// </summary>
public sealed class Anomaly
{
    public const int SentenceLength = 1000;
    public const int DetectorLength = 40;

    public long Id { get; set; }

    public AnomalySubject Subject { get; set; }

    public int HostId { get; set; }

    /// <summary>Null for what is not of one series.</summary>
    public int? SeriesId { get; set; }

    /// <summary>The detector's name.</summary>
    public required string Detector { get; set; }

    public AnomalyKind Kind { get; set; }

    /// <summary>That of the series, or of the metric that contributes most.</summary>
    public required string Metric { get; set; }

    public string Labels { get; set; } = "";

    public DateTimeOffset BeganAt { get; set; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When the server wrote it down: less <see cref="BeganAt"/> that is the delay.</summary>
    public DateTimeOffset FoundAt { get; set; }

    /// <summary>The highest of its time.</summary>
    public double Evidence { get; set; }

    /// <summary>0 to 1, the highest of its time.</summary>
    public double Score { get; set; }

    public Severity Severity { get; set; }

    public double? Value { get; set; }

    public double? Expected { get; set; }

    public double? Low { get; set; }

    public double? High { get; set; }

    /// <summary>One sentence for people: what was expected, what came, what moved with it.</summary>
    public required string Sentence { get; set; }

    /// <summary>Ranked, the greatest share first; empty for a single series.</summary>
    public IReadOnlyList<AnomalyPart> Parts { get; set; } = [];

    /// <summary>Null: people were told, or it is of a single series, which only marks the chart.</summary>
    public AnomalyHold? Hold { get; set; }

    public int? ProblemId { get; set; }
}

/// <summary>One metric's part in an anomaly of a host.</summary>
/// <param name="Share">0 to 1; those of an anomaly add up to at most 1.</param>
public sealed record AnomalyPart(int? SeriesId, string Metric, string Labels, double Share, double Value, double Expected, double Low, double High);
