using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>
/// One rule on one fingerprint: of a rule with one condition a series, of a rule with several the host with every series that one of them measures.
/// </summary>
public sealed class RuleWatch
{
    private readonly ConditionPlan[] _conditions;
    private readonly MeasuredSeries[][] _series;
    private readonly Durations _durations;
    private readonly bool _isAll;
    private RuleTracker? _late;

    /// <param name="hostId">The host.</param>
    /// <param name="rule">The rule as it counts there.</param>
    /// <param name="series">For each condition the series that it measures.</param>
    /// <param name="before">The same fingerprint as it was watched until now.</param>
    public RuleWatch(int hostId, EffectiveRule rule, MeasuredSeries[][] series, RuleWatch? before)
    {
        (HostId, Rule, _series) = (hostId, rule, series);
        var plan = RulePlan.Of(rule);
        (_conditions, _durations, _isAll) = (plan.Conditions, plan.Durations, plan.Definition.Combine == Combination.All);
        Labels = IsOfHost ? "" : series[0][0].Labels;
        Fingerprint = Problems.Fingerprint.Of(hostId, rule.Rule.Key, Labels);
        Tracker = new RuleTracker(plan.Severities);
        if (before is not null)
        {
            Tracker.GoOnFrom(before.Tracker);
        }
    }

    public int HostId { get; }

    public EffectiveRule Rule { get; }

    /// <summary>Canonical labels of the series; empty for a rule of several conditions.</summary>
    public string Labels { get; }

    public string Fingerprint { get; }

    public RuleTracker Tracker { get; }

    /// <summary>Several conditions, which count for the host.</summary>
    public bool IsOfHost => _conditions.Length > 1;

    public IReadOnlyList<ConditionPlan> Conditions => _conditions;

    public IReadOnlyList<IReadOnlyList<MeasuredSeries>> Series => _series;

    /// <summary>How far back samples count: the for-duration and the longest window.</summary>
    public TimeSpan Reach => _durations.For + _series.SelectMany(s => s).Select(s => s.Window).DefaultIfEmpty().Max();

    /// <summary>Judges what the series measure now.</summary>
    public VerdictKind? Judge(long now)
    {
        if (!IsOfHost)
        {
            var value = _series[0][0].Value;
            return double.IsNaN(value) ? null : Tracker.Observe(now, _conditions[0].Breached(value), _conditions[0].Cleared(value), _durations);
        }

        var (breached, cleared) = Combined(now);
        return Tracker.Observe(now, breached, cleared, _durations);
    }

    /// <summary>
    /// Judges a sample that came too late to count, in a life of its own. True when it would have fired. Windows are not followed: they would need every
    /// sample in its order.
    /// </summary>
    public bool JudgeLate(long time, double value)
    {
        var breached = _conditions[0].Breached(value);
        if (breached == 0 && _late is null)
        {
            return false;
        }

        _late ??= new RuleTracker(Tracker.Severities);
        return _late.Observe(time, breached, _conditions[0].Cleared(value), _durations) == VerdictKind.Fired;
    }

    /// <summary>What is handed to the ledger.</summary>
    public Verdict Verdict(VerdictKind kind, long now)
    {
        var step = Math.Max(0, Tracker.Step);
        var (plan, value) = Worst(step, now);
        return Verdict(kind, now, Tracker.BeganTicks, step, plan, value);
    }

    /// <summary>What is handed to the ledger of a breach in samples that came too late.</summary>
    public Verdict SeenLate(long time, double value) => Verdict(VerdictKind.SeenLate, time, _late!.BeganTicks, Math.Max(0, _late.Step), _conditions[0], value);

    private Verdict Verdict(VerdictKind kind, long now, long began, int step, ConditionPlan plan, double value) => new()
    {
        Kind = kind,
        HostId = HostId,
        RuleId = Rule.Rule.Id,
        RuleKey = Rule.Rule.Key,
        RuleVersion = Rule.Rule.Version,
        Metric = plan.Condition.Metric,
        Labels = Labels,
        Severity = Tracker.Severities[step],
        Value = double.IsNaN(value) ? null : value,
        Limit = plan.At(step).LimitFor(value),
        BeganAt = new DateTimeOffset(began, TimeSpan.Zero),
        At = new DateTimeOffset(now, TimeSpan.Zero),
        Summary = JudgeSentence.Of(this, kind, plan, value, step, now),
        IsHostWish = Rule.IsHostWish,
        HeldFor = TimeSpan.FromTicks(Math.Max(0, now - began)),
        For = _durations.For,
    };

    /// <summary>The conditions that are broken at a severity, each with its worst value.</summary>
    public IEnumerable<(ConditionPlan Plan, string Labels, double Value)> Broken(int step, long now)
    {
        for (var i = 0; i < _conditions.Length; i++)
        {
            var worst = _series[i].Where(s => IsFresh(s, now) && _conditions[i].At(step).IsBreachedBy(s.Value)).MaxBy(s => Distance(_conditions[i].At(step), s.Value));
            if (worst is not null)
            {
                yield return (_conditions[i], worst.Labels, worst.Value);
            }
        }
    }

    private (ConditionPlan Plan, double Value) Worst(int step, long now)
    {
        if (!IsOfHost)
        {
            return (_conditions[0], _series[0][0].Value);
        }

        foreach (var broken in Broken(step, now))
        {
            return (broken.Plan, broken.Value);
        }

        return (_conditions[0], _series[0].Where(s => IsFresh(s, now)).Select(s => s.Value).DefaultIfEmpty(double.NaN).First());
    }

    private static double Distance(in Threshold threshold, double value) => Math.Abs(value - threshold.LimitFor(value));

    private static bool IsFresh(MeasuredSeries series, long now) => now - series.At <= BreachTracker.StaleAfter.Ticks && !double.IsNaN(series.Value);

    /// <summary>A condition is broken when one of its series is, and well when all of them are. Of one without fresh samples nothing is known.</summary>
    private (uint Breached, uint Cleared) Combined(long now)
    {
        var (breached, cleared) = _isAll ? (uint.MaxValue, 0u) : (0u, uint.MaxValue);
        for (var i = 0; i < _conditions.Length; i++)
        {
            var (bad, good, isKnown) = (0u, uint.MaxValue, false);
            foreach (var series in _series[i])
            {
                if (IsFresh(series, now))
                {
                    isKnown = true;
                    bad |= _conditions[i].Breached(series.Value);
                    good &= _conditions[i].Cleared(series.Value);
                }
            }

            good = isKnown ? good : 0;
            (breached, cleared) = _isAll ? (breached & bad, cleared | good) : (breached | bad, cleared & good);
        }

        return (breached, cleared);
    }
}
