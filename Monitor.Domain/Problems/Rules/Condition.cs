using System.Text.Json.Serialization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Rules;

/// <summary>How a condition compares.</summary>
public enum ConditionKind
{
    /// <summary>The measure is above the limit.</summary>
    Above,

    /// <summary>The measure is below the limit.</summary>
    Below,

    /// <summary>The measure is above the limit or below the low limit.</summary>
    Outside,

    /// <summary>Nothing came for the rule's for-duration, by the server's clock. Without a metric: nothing from the host at all.</summary>
    NoData,

    /// <summary>A text state of the host (its name stands as the metric) matches a pattern.</summary>
    StateText,

    /// <summary>The detectors say so: one of <see cref="AnomalyMetrics"/> stands as the metric, and there is no limit to set.</summary>
    Unusual,
}

/// <summary>What of a series is compared with the limit.</summary>
public enum Measure
{
    /// <summary>The value as it came.</summary>
    Last,

    /// <summary>The mean over the window.</summary>
    Mean,

    /// <summary>The least value of the window.</summary>
    Minimum,

    /// <summary>The greatest value of the window.</summary>
    Maximum,

    /// <summary>The last value of the window less its first, in the metric's unit: the rate of change with the window as its base.</summary>
    Change,

    /// <summary>By how many percent the mean of the window differs from that at the same time a week before; negative when it is less.</summary>
    LastWeekChange,
}

/// <summary>One comparison of a rule. <see cref="Steps"/> are its ladder, mildest first: one problem whose severity is that of the highest step that fires.</summary>
public sealed record Condition
{
    public const int MostSteps = 3;

    /// <summary>Metric name; the name of the state for <see cref="ConditionKind.StateText"/>; empty for a silent host.</summary>
    public required string Metric { get; init; }

    /// <summary>Which series of the metric; all of them without.</summary>
    public IReadOnlyList<LabelMatcher> Labels { get; init => field = value ?? []; } = [];

    public ConditionKind Kind { get; init; }

    public Measure Measure { get; init; }

    /// <summary>The window of the measure, in the samples' own time; without meaning for <see cref="Rules.Measure.Last"/>.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>One to three, mildest first.</summary>
    public required IReadOnlyList<SeverityStep> Steps { get; init; }

    /// <summary>For a text state: the pattern that is bad, with <c>*</c> and <c>?</c>.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>Nothing came from the host at all.</summary>
    [JsonIgnore]
    public bool IsSilence => Kind == ConditionKind.NoData && Metric.Length == 0;

    /// <summary>True when samples are compared; false when only a look at the clock or at the states, or a detector, can tell.</summary>
    [JsonIgnore]
    public bool IsOfSamples => Kind is ConditionKind.Above or ConditionKind.Below or ConditionKind.Outside;
}
