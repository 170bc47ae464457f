using Monitor.Domain.Problems;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>What one voice (a forecast, or an outlook on a capacity) says about a rule's limit on one series.</summary>
public sealed record Sighting
{
    public const string Capacity = "Capacity";
    public const string Drift = "Drift";

    /// <summary>The grid of the forecast, or one that sees growth: <see cref="Capacity"/> over days, <see cref="Drift"/> over hours.</summary>
    public required string Source { get; init; }

    /// <summary>It sees growth, and shows its skill between its first saying and the next.</summary>
    public bool IsOfGrowth => Source is Capacity or Drift;

    /// <summary>The model's name; empty for a capacity.</summary>
    public string Model { get; init; } = "";

    /// <summary>The end of what was known.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The last known value, in the metric's unit.</summary>
    public required double Value { get; init; }

    /// <summary>What its growth is measured on, where that is not the value itself: the value without its usual course of the day.</summary>
    public double? Level { get; init; }

    /// <summary>The first limit of the ladder that is not crossed yet.</summary>
    public required double Limit { get; init; }

    /// <summary>Of the worst step of the ladder that is expected; a worse one than the first counts when it is expected within a day.</summary>
    public required Severity Severity { get; init; }

    /// <summary>That the limit is crossed within the time that the rule asks for, 0 to 1.</summary>
    public double Probability { get; init; }

    public DateTimeOffset? ExpectedAt { get; init; }

    public DateTimeOffset? EarliestAt { get; init; }

    public DateTimeOffset? LatestAt { get; init; }

    /// <summary>How much better than "it stays as it is" the model was on this series, 1 is perfect; null: nobody knows (yet).</summary>
    public double? Skill { get; init; }

    /// <summary>For a capacity: the growth a day.</summary>
    public double PerDay { get; init; }

    /// <summary>It fell clearly a short while ago: what grew before counts no more.</summary>
    public bool HasDropped { get; init; }
}
