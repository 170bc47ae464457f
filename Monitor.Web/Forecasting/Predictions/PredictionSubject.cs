using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;

namespace Monitor.Web.Forecasting.Predictions;

/// <summary>One series and one rule that asks for predictions of it, with what was forecast.</summary>
internal sealed record PredictionSubject(FreshForecast Fresh, string Metric, string Labels, int HostId, EffectiveRule Effective)
{
    private static readonly TimeSpan FinestCapacity = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CoarsestCapacity = TimeSpan.FromMinutes(15);

    public string Fingerprint { get; } = Domain.Problems.Fingerprint.Of(HostId, Effective.Rule.Key, Labels);

    public RuleDefinition Definition { get; } = Effective.Definition;

    public PredictedPart Part => Definition.Predicted!;

    /// <summary>What is said of it, by each voice that says anything.</summary>
    public IEnumerable<Sighting> Sightings()
    {
        var last = Fresh.LastValue;
        if (Fresh.Forecast is { } forecast && ForecastVoice.Of(Fresh.Source, Fresh.Model, forecast, last, Definition) is { } heard)
        {
            yield return heard;
        }

        if (CapacityVoice.IsOf(Metric) && Fresh.History.Step >= FinestCapacity && Fresh.History.Step <= CoarsestCapacity)
        {
            foreach (var seen in new[] { CapacityVoice.Of(Fresh.History, last, Definition), DriftVoice.Of(Fresh.History, last, Definition) }.OfType<Sighting>())
            {
                // It has been here before, and came back by itself.
                yield return Returns.AreUsual(Fresh.History, last, seen.Limit, Definition.First.Kind == ConditionKind.Below) ? seen with { Probability = 0 } : seen;
            }
        }
    }

    public Verdict Verdict(VerdictKind kind, Severity severity, Sighting seen, DateTimeOffset now, string summary, string evidence = "") => new()
    {
        Kind = kind, HostId = HostId, RuleId = Effective.Rule.Id, RuleKey = Effective.Rule.Key, RuleVersion = Effective.Rule.Version, Metric = Metric, Labels = Labels,
        Severity = severity, Value = seen.Value, Limit = seen.Limit, BeganAt = now, At = now, Summary = summary, Evidence = evidence, IsHostWish = Effective.IsHostWish,
        For = Effective.ForDuration.Value,
    };

    /// <summary>The series of a batch that a rule wants to know of before, with each such rule. A few queries, and none of them when no rule wants it.</summary>
    public static async Task<IReadOnlyList<PredictionSubject>> ReadAsync(MonitorDb db, IReadOnlyList<FreshForecast> fresh, CancellationToken cancellationToken)
    {
        var rules = await RuleSet.ReadAsync(db, cancellationToken);
        var asking = rules.Rules.Where(r => r.Definition.Predicted is not null && PredictedPart.Fits(r.Definition)).ToLookup(r => r.Definition.First.Metric);
        if (asking.Count == 0 || fresh.Count == 0)
        {
            return [];
        }

        var (ids, metrics) = (fresh.Select(f => f.SeriesId).Distinct().ToArray(), asking.Select(g => g.Key).ToArray());
        var series = await (
            from s in db.Series.AsNoTracking()
            where ids.Contains(s.Id) && metrics.Contains(s.Metric)
            join stream in db.Streams on s.StreamId equals stream.Id
            join h in db.Hosts on stream.HostId equals h.Id
            where h.RetiredAt == null
            select new { s.Id, s.Metric, s.Labels, HostId = h.Id, h.GroupId }).ToDictionaryAsync(s => s.Id, cancellationToken);
        var hostIds = series.Values.Select(s => s.HostId).Distinct().ToArray();
        var tags = (await db.HostTags.AsNoTracking().Where(t => hostIds.Contains(t.HostId)).ToListAsync(cancellationToken)).ToLookup(t => t.HostId, t => $"{t.Key}={t.Value}");
        var hosts = series.Values.DistinctBy(s => s.HostId).ToDictionary(s => s.HostId, s => new ScopedHost(s.HostId, s.GroupId, tags[s.HostId].ToHashSet(StringComparer.Ordinal)));
        return
        [
            .. from one in fresh
            where series.ContainsKey(one.SeriesId)
            let s = series[one.SeriesId]
            from rule in asking[s.Metric]
            where rule.Definition.Where.Includes(hosts[s.HostId], rules.Groups) && LabelMatcher.All(rule.Definition.First.Labels, LabelSet.Parse(s.Labels))
            let effective = rules.Of(rule, s.HostId, s.GroupId)
            where effective.IsJudged
            select new PredictionSubject(one, s.Metric, s.Labels, s.HostId, effective),
        ];
    }
}
