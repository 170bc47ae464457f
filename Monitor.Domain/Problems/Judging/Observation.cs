using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// What a look at the clock or at the states of a host found for one fingerprint: bad since a moment, or well. Judged by the server's clock, without memory:
/// what is open says where it stands.
/// </summary>
public sealed record Observation
{
    public required int HostId { get; init; }

    public required EffectiveRule Rule { get; init; }

    public string Labels { get; init; } = "";

    /// <summary>Since when it is bad; null: it is well.</summary>
    public DateTimeOffset? BadSince { get; init; }

    /// <summary>The state's text as it is now; empty for missing data.</summary>
    public string Text { get; init; } = "";

    public string Fingerprint => Problems.Fingerprint.Of(HostId, Rule.Rule.Key, Labels);

    /// <param name="now">The server's clock.</param>
    /// <param name="open">The open problem of this fingerprint, if there is one.</param>
    /// <returns>What is to be told, or null.</returns>
    public Verdict? Judge(DateTimeOffset now, OpenProblem? open)
    {
        var held = BadSince is { } since ? now - since : TimeSpan.Zero;
        if (BadSince is null)
        {
            return open is { } problem ? Told(VerdictKind.Ended, problem.BeganAt, now, now - problem.BeganAt) : null;
        }

        return open is null && held >= Rule.ForDuration.Value ? Told(VerdictKind.Fired, BadSince.Value, now, held) : null;
    }

    private Verdict Told(VerdictKind kind, DateTimeOffset beganAt, DateTimeOffset now, TimeSpan held)
    {
        var condition = Rule.Rule.Definition.First;
        return new Verdict
        {
            Kind = kind,
            HostId = HostId,
            RuleId = Rule.Rule.Id,
            RuleKey = Rule.Rule.Key,
            RuleVersion = Rule.Rule.Version,
            Metric = condition.Metric,
            Labels = Labels,
            Severity = condition.Steps[^1].Severity,
            BeganAt = beganAt,
            At = now,
            Summary = Sentence(condition, kind, held),
            IsHostWish = Rule.IsHostWish,
            HeldFor = held < TimeSpan.Zero ? TimeSpan.Zero : held,
            For = Rule.ForDuration.Value,
        };
    }

    private string Sentence(Condition condition, VerdictKind kind, TimeSpan held) => (condition.Kind, kind) switch
    {
        (ConditionKind.StateText, VerdictKind.Ended) => Text.Length == 0 ? $"{condition.Metric} says nothing any more." : $"{condition.Metric} is {Text}.",
        (ConditionKind.StateText, _) => $"{condition.Metric} is {Text}",
        (_, VerdictKind.Ended) => $"{ProblemSentence.Subject(condition.Metric, Labels)} is sent again.",
        _ => $"{ProblemSentence.Subject(condition.Metric, Labels)} has not been sent for {ValueText.Duration(held)}",
    };
}
