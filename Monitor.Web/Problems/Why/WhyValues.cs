using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Why;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Why;

/// <summary>
/// Where no trace says what was: the values of that moment beside the limits of the rules as they were then. Overrides of groups and hosts are as they are
/// now, and comparisons over time are left to the traces.
/// </summary>
internal sealed class WhyValues(SeriesCatalog catalog, SeriesReader reader)
{
    /// <summary>A value older than this says nothing of the moment.</summary>
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    /// <summary>Series looked at, of all rules together.</summary>
    private const int Most = 600;

    /// <summary>The nearest to its limit first, and whether anything at all is stored of the moment.</summary>
    public async Task<(IReadOnlyList<WhyValue> Values, bool HasData)> ReadAsync(MonitorDb db, Host host, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var rules = await RulesAtAsync(db, until, cancellationToken);
        var set = await RuleSet.ReadAsync(db, cancellationToken);
        var tags = (await db.HostTags.AsNoTracking().Where(t => t.HostId == host.Id).ToListAsync(cancellationToken)).Select(t => $"{t.Key}={t.Value}").ToHashSet();
        var scoped = new ScopedHost(host.Id, host.GroupId, tags);
        var all = rules.Where(r => r.Definition.Where.Includes(scoped, set.Groups))
            .Select(r => EffectiveRule.Of(r, set.OverridesOf(r), set.Groups, host.Id, host.GroupId))
            .SelectMany(r => r.Definition.Conditions.Where(IsOfOneMoment).SelectMany(c => SeriesOf(host.Id, c).Select(s => new Watched(r, c, s)))).Take(Most).ToList();
        var values = new List<WhyValue>();
        var hasData = false;
        foreach (var window in all.GroupBy(l => WindowOf(l.Condition)))
        {
            foreach (var some in window.Chunk(SeriesReader.MaximumSeries))
            {
                var points = await reader.ReadStepsAsync([.. some.Select(l => l.Series)], new TimeRange(until - window.Key, until), window.Key, cancellationToken);
                foreach (var (watched, point) in some.Zip(points, (l, p) => (l, Newest(p))).Where(p => p.Item2.Count > 0))
                {
                    hasData = true;
                    values.Add(Value(watched, Of(watched.Condition.Measure, point)));
                }
            }
        }

        return ([.. values.OrderByDescending(v => v.IsBreached && !v.IsOff).ThenByDescending(v => v.IsBreached).ThenByDescending(v => v.Closeness)], hasData);
    }

    /// <summary>The rules as they were: the version of that time where there is one, else as they are.</summary>
    private static async Task<List<Rule>> RulesAtAsync(MonitorDb db, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var rules = await db.Rules.AsNoTracking().Where(r => r.DeletedAt == null || r.DeletedAt > at).OrderBy(r => r.Id).ToListAsync(cancellationToken);
        var then = await db.RuleVersions.AsNoTracking()
            .Where(v => v.At <= at && !db.RuleVersions.Any(w => w.RuleId == v.RuleId && w.At <= at && w.Version > v.Version))
            .ToDictionaryAsync(v => v.RuleId, cancellationToken);
        foreach (var rule in rules)
        {
            rule.DeletedAt = null;
            if (then.TryGetValue(rule.Id, out var version))
            {
                (rule.Name, rule.Enabled, rule.Definition, rule.Version) = (version.Name, version.Enabled, version.Definition, version.Version);
            }
        }

        return rules;
    }

    private IEnumerable<SeriesEntry> SeriesOf(int hostId, Condition condition) => catalog.SeriesOf(hostId, condition.Metric)
        .Where(s => condition.Labels.Count == 0 || LabelMatcher.All(condition.Labels, LabelSet.Parse(s.Labels)));

    private static bool IsOfOneMoment(Condition condition) =>
        condition.IsOfSamples && condition.Measure is Measure.Last or Measure.Mean or Measure.Minimum or Measure.Maximum && WindowOf(condition) <= LongestWindow;

    private static TimeSpan WindowOf(Condition condition) =>
        condition.Measure == Measure.Last || condition.Window < Youth ? Youth : condition.Window;

    private static RollupPoint Newest(RollupPoint[] points) => points.Length == 0 ? default : points.Aggregate((a, b) => a.With(b));

    private static double Of(Measure measure, RollupPoint point) => measure switch
    {
        Measure.Mean => point.Mean,
        Measure.Minimum => point.Minimum,
        Measure.Maximum => point.Maximum,
        _ => point.Last,
    };

    private static WhyValue Value(Watched watched, double value)
    {
        var (condition, step) = (watched.Condition, watched.Condition.Steps[0]);
        var isBreached = condition.Kind switch
        {
            ConditionKind.Below => value < step.Limit,
            ConditionKind.Outside => value > step.Limit || value < step.Low,
            _ => value > step.Limit,
        };
        var closeness = condition.Kind switch
        {
            ConditionKind.Below => value > 0 ? step.Limit / value : 1,
            _ => step.Limit > 0 ? value / step.Limit : 0,
        };
        var subject = Domain.Problems.ProblemSentence.Subject(condition.Metric, watched.Series.Labels);
        var clear = step.ClearLevel is { } level && level != step.Limit ? $", clears at {RuleSentence.Number(condition, level)}" : "";
        var side = condition.Kind == ConditionKind.Below ? "lower limit" : "limit";
        var off = watched.Rule.IsJudged ? "" : watched.Rule.Rule.Definition.Source is { } source ? $"; not judged: {source}" : $"; the rule is off ({watched.Rule.Enabled.From})";
        return new WhyValue(
            watched.Rule.Rule.Name, subject, $"{RuleSentence.Number(condition, value)}, {side} {RuleSentence.Number(condition, step.Limit)}{clear}{off}",
            double.IsFinite(closeness) ? closeness : 0, isBreached, !watched.Rule.IsJudged);
    }

    private sealed record Watched(EffectiveRule Rule, Condition Condition, SeriesEntry Series);
}
