using Monitor.Domain.Problems;

namespace Monitor.Domain.Forecasting;

/// <summary>
/// One limit of a rule that a forecast expects to be crossed, from the first time it was said until it is known what became of it; for what nobody foresaw,
/// the row that says so. At most one per fingerprint that has not ended. Values are in the metric's unit.
/// </summary>
public sealed class Prediction
{
    public long Id { get; set; }

    public int HostId { get; set; }

    /// <summary>Null where the series is not there any more.</summary>
    public int? SeriesId { get; set; }

    public int RuleId { get; set; }

    public int RuleVersion { get; set; }

    /// <summary>That of the problem which it foresees.</summary>
    public required string Fingerprint { get; set; }

    public required string Metric { get; set; }

    public string Labels { get; set; } = "";

    /// <summary>Of the step whose limit is meant.</summary>
    public Severity Severity { get; set; }

    public double Limit { get; set; }

    /// <summary>Who says so and may take it back: the grid of the forecast (<c>Short</c>, <c>Day</c>, <c>Week</c>), or <c>Capacity</c> or <c>Drift</c>; empty for what was missed.</summary>
    public string Source { get; set; } = "";

    /// <summary>The model's name; empty for a capacity and for what was missed.</summary>
    public string Model { get; set; } = "";

    /// <summary>When people were told; for a candidate when it was first said, for what was missed when it began.</summary>
    public DateTimeOffset IssuedAt { get; set; }

    /// <summary>When it was last said, or looked at.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What has not come by then was wrong; set when people are told, and never moved.</summary>
    public DateTimeOffset? DeadlineAt { get; set; }

    /// <summary>The problem was there already, and a worse limit is foreseen.</summary>
    public bool IsOfLastingProblem { get; set; }

    /// <summary>The value when it was first said.</summary>
    public double Value { get; set; }

    /// <summary>The growth a day that was first said; 0 where a forecast says it.</summary>
    public double PerDay { get; set; }

    /// <summary>0 to 1, as last said.</summary>
    public double Probability { get; set; }

    /// <summary>As said when it was issued: what it is graded by.</summary>
    public double IssuedProbability { get; set; }

    public DateTimeOffset? ExpectedAt { get; set; }

    public DateTimeOffset? EarliestAt { get; set; }

    public DateTimeOffset? LatestAt { get; set; }

    /// <summary>The skill of the model against "it stays as it is" on this series, as of the issue; 1 is perfect, null: not known.</summary>
    public double? Skill { get; set; }

    /// <summary>How often in a row it was said (a candidate), or not said any more (one that is open).</summary>
    public int Rounds { get; set; }

    public PredictionOutcome Outcome { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>For a hit: how long before people were told.</summary>
    public TimeSpan? Lead { get; set; }

    /// <summary>How it ended, in words; empty while it has not.</summary>
    public string EndText { get; set; } = "";

    /// <summary>The problem in the ledger; null for a candidate.</summary>
    public int? ProblemId { get; set; }
}
