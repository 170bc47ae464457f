using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Problems;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>The limits of the rules that count for a series on its host, as lines of a chart.</summary>
public sealed class LimitReader(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<IReadOnlyList<ChartLimit>> ReadAsync(SeriesLine series, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.AsNoTracking().Where(h => h.Id == series.HostId).Select(h => new { h.GroupId }).SingleOrDefaultAsync(cancellationToken);
        if (host is null)
        {
            return [];
        }

        var tags = await db.HostTags.AsNoTracking().Where(t => t.HostId == series.HostId).Select(t => t.Key + "=" + t.Value).ToListAsync(cancellationToken);
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        var labels = LabelSet.Parse(series.Labels);
        var steps = rules.On(new ScopedHost(series.HostId, host.GroupId, tags.ToHashSet(StringComparer.Ordinal)))
            .Where(r => r.IsJudged && IsOfValue(r.Definition.First) && r.Definition.First.Metric == series.Metric && LabelMatcher.All(r.Definition.First.Labels, labels))
            .SelectMany(r => r.Steps).Select(s => s.Step);

        // Of equal limits the worst counts: two lines at one height cannot be read.
        return [.. steps.GroupBy(s => s.Limit).OrderBy(g => g.Key).Select(g => Line(g.Max(s => s.Severity), g.Key))];
    }

    /// <summary>A limit of changes or of the week before is no height on a chart of values.</summary>
    private static bool IsOfValue(Condition condition) =>
        condition.Kind is ConditionKind.Above or ConditionKind.Below && condition.Measure is not (Measure.Change or Measure.LastWeekChange);

    private static ChartLimit Line(Severity severity, double limit) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{severity}-{limit}"), severity.ToString(), limit, severity == Severity.Critical ? "critical" : "warning", false);
}
