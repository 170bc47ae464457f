using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Rules;

/// <summary>How several conditions of one host count together.</summary>
public enum Combination
{
    /// <summary>All of them at once.</summary>
    All,

    /// <summary>One of them is enough.</summary>
    Any,
}

/// <summary>
/// What a rule says, as one value that never changes: a version of a rule is one of these. With one condition there is one problem per series, with several
/// one per host.
/// </summary>
public sealed record RuleDefinition
{
    public const int CurrentSchema = 1;
    public const int MostConditions = 5;

    public int Schema { get; init => field = value == 0 ? CurrentSchema : value; } = CurrentSchema;

    /// <summary>What JSON leaves out comes as null here and is the default.</summary>
    public HostScope Where { get; init => field = value ?? HostScope.All; } = HostScope.All;

    /// <summary>One to five.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    public Combination Combine { get; init; }

    /// <summary>How long it must be so before it fires; for no data how long nothing came.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How long it must be well again before it ends; as long as <see cref="For"/>, at most a minute, when it is not set.</summary>
    public TimeSpan? ClearFor { get; init; }

    /// <summary>What is wanted to be known before the limit is crossed; null: nothing.</summary>
    public PredictedPart? Predicted { get; init; }

    /// <summary>For a rule whose data has no source yet: what it waits for, in words. Such a rule is shown and not judged.</summary>
    public string? Source { get; init; }

    [JsonIgnore]
    public Condition First => Conditions[0];

    /// <summary>The mildest step of the first condition.</summary>
    [JsonIgnore]
    public SeverityStep Mildest => First.Steps[0];

    /// <summary>True for the rule that says when a host is silent.</summary>
    [JsonIgnore]
    public bool IsSilence => Conditions.Count == 1 && First.IsSilence;

    /// <summary>A rule of one condition.</summary>
    public static RuleDefinition Of(string metric, ConditionKind kind, TimeSpan held, params SeverityStep[] steps) =>
        new() { Conditions = [new Condition { Metric = metric, Kind = kind, Steps = steps }], For = held };

    /// <summary>The same with another first condition.</summary>
    public RuleDefinition WithFirst(Condition first) => this with { Conditions = [first, .. Conditions.Skip(1)] };

    /// <summary>The same with another mildest step of the first condition.</summary>
    public RuleDefinition WithMildest(SeverityStep step) => WithFirst(First with { Steps = [step, .. First.Steps.Skip(1)] });
}
