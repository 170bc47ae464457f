using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

/// <summary>One rule on one host, compiled as the product does it, fed tick by tick. Its streams have one series each, in the order of the names.</summary>
internal sealed class JudgedRule
{
    public const int HostId = 7;
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly PlannedSeries[] _series;
    private readonly EffectiveRule _rule;

    public JudgedRule(RuleDefinition definition, params (string Metric, string Labels)[] series)
    {
        var rule = new Rule { Id = 1, Key = "rule", Name = "Rule", Definition = definition };
        _rule = EffectiveRule.Of(rule, [], new GroupTree([]), HostId, 1);
        _series = [.. series.Select((s, i) => new PlannedSeries(i + 1, 0, s.Metric, s.Labels))];
        Plan = new HostPlan(HostId, [_rule], _series, null, null);
    }

    public HostPlan Plan { get; private set; }

    public RuleWatch Watch => Plan.Watches.First();

    /// <summary>As after a restart of which the ledger knows this.</summary>
    public void Restart(params OpenProblem[] open) =>
        Plan = new HostPlan(HostId, [_rule], _series, null, open.ToDictionary(_ => $"{HostId}/rule/{_series[0].Labels}"));

    /// <summary>As when the rules were read again.</summary>
    public void Refresh() => Plan = new HostPlan(HostId, [_rule], _series, Plan, null);

    public VerdictKind? Take(DateTimeOffset time, double value, int stream = 1) => Told(time, value, stream)?.Kind;

    public Verdict? Told(DateTimeOffset time, double value, int stream = 1)
    {
        var plan = Plan.Stream(stream)!;
        if (!plan.Begin(time.UtcTicks))
        {
            return null;
        }

        var place = plan.Next(0, time.UtcTicks, [value], out var kind);
        return place < 0 ? null : plan.At(place).Verdict(kind, time.UtcTicks);
    }

    /// <summary>The ledger could not write down the last verdict.</summary>
    public void TakeBack(int stream = 1) => Plan.Stream(stream)!.TakeBack(0);

    /// <summary>A value every two seconds; what was told, and by which of them. What is pending is left out.</summary>
    public List<(int Index, VerdictKind Kind)> Feed(IEnumerable<double> values) =>
        [.. values.Select((v, i) => (i, Take(Start.AddSeconds(2 * i), v))).Where(s => s.Item2 is not (null or VerdictKind.Pending or VerdictKind.Abandoned))
            .Select(s => (s.i, s.Item2!.Value))];
}
