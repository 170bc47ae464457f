using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems.Judging;

/// <summary>A series as a plan sees it; labels in canonical text.</summary>
public readonly record struct PlannedSeries(int StreamId, int Ordinal, string Metric, string Labels);

/// <summary>A problem that the ledger has open.</summary>
public readonly record struct OpenProblem(DateTimeOffset BeganAt, Severity Severity);

/// <summary>
/// Every rule on one host, compiled to the vectors of its streams. A plan that takes the place of another goes on where that one stood, also in its windows.
/// </summary>
public sealed class HostPlan
{
    private readonly Dictionary<string, RuleWatch> _watches = new(StringComparer.Ordinal);
    private readonly Dictionary<int, StreamPlan> _streams = [];

    /// <param name="hostId">The host.</param>
    /// <param name="rules">The rules as they count there; those that are not judged by samples are passed over.</param>
    /// <param name="series">All series of the host.</param>
    /// <param name="before">The plan until now.</param>
    /// <param name="open">What the ledger has open, by fingerprint: there a watch stands as firing, and elsewhere it does not. Null: nothing new is known.</param>
    public HostPlan(
        int hostId, IEnumerable<EffectiveRule> rules, IReadOnlyList<PlannedSeries> series, HostPlan? before, IReadOnlyDictionary<string, OpenProblem>? open)
    {
        HostId = hostId;
        var byMetric = series.ToLookup(s => s.Metric, StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (rule.IsJudged && rule.Rule.Definition.Conditions.All(c => c.IsOfSamples))
            {
                Watch(rule, byMetric, before);
            }
        }

        if (open is not null)
        {
            foreach (var watch in _watches.Values)
            {
                watch.Tracker.Follow(open.TryGetValue(watch.Fingerprint, out var problem) ? problem : null);
            }
        }

        LookingBack = [.. _watches.Values.SelectMany(w => w.Series).SelectMany(s => s).Where(s => s.LastWeek is not null).Distinct()];
        foreach (var stream in series.GroupBy(s => s.StreamId))
        {
            _streams[stream.Key] = PlanOf(stream.Key, stream.Max(s => s.Ordinal) + 1, before?.Stream(stream.Key));
        }
    }

    public int HostId { get; }

    public IReadOnlyCollection<RuleWatch> Watches => _watches.Values;

    public IReadOnlyCollection<StreamPlan> Streams => _streams.Values;

    /// <summary>What is compared with last week; on most hosts nothing.</summary>
    public IReadOnlyList<MeasuredSeries> LookingBack { get; }

    /// <summary>True when the watches stand as the ledger says.</summary>
    public bool Agrees(IReadOnlyDictionary<string, OpenProblem> open)
    {
        foreach (var watch in _watches.Values)
        {
            if (watch.Tracker.IsActive != (open.Count > 0 && open.ContainsKey(watch.Fingerprint)))
            {
                return false;
            }
        }

        return true;
    }

    public StreamPlan? Stream(int streamId) => _streams.GetValueOrDefault(streamId);

    private void Watch(EffectiveRule rule, ILookup<string, PlannedSeries> series, HostPlan? before)
    {
        var conditions = RulePlan.Of(rule).Definition.Conditions;
        var matching = conditions.Select(c => series[c.Metric]
            .Where(s => c.Labels.Count == 0 || LabelMatcher.All(c.Labels, LabelSet.Parse(s.Labels))).ToList()).ToList();
        if (conditions.Count > 1)
        {
            if (matching.Exists(m => m.Count > 0))
            {
                var old = before?._watches.GetValueOrDefault(Fingerprint.Of(HostId, rule.Rule.Key, ""));
                Add(new RuleWatch(HostId, rule, [.. matching.Select((m, i) => m.Select(s => Measured(conditions[i], s, old)).ToArray())], old));
            }

            return;
        }

        foreach (var one in matching[0])
        {
            var old = before?._watches.GetValueOrDefault(Fingerprint.Of(HostId, rule.Rule.Key, one.Labels));
            Add(new RuleWatch(HostId, rule, [[Measured(conditions[0], one, old)]], old));
        }
    }

    /// <summary>Where two streams bring the same series, the first of them is judged.</summary>
    private void Add(RuleWatch watch) => _watches.TryAdd(watch.Fingerprint, watch);

    private static MeasuredSeries Measured(Condition condition, PlannedSeries series, RuleWatch? before) =>
        before?.Series.SelectMany(s => s).FirstOrDefault(s => s.IsSameAs(condition, series.StreamId, series.Ordinal))
        ?? new MeasuredSeries(condition, series.StreamId, series.Ordinal, series.Labels);

    private StreamPlan PlanOf(int streamId, int knownLength, StreamPlan? before)
    {
        var (bounds, probes) = (new List<ProbeBounds>(), new List<Probe>());
        foreach (var watch in _watches.Values)
        {
            var mine = watch.Series.SelectMany((all, i) => all.Select(s => (Series: s, Plan: watch.Conditions[i]))).Where(s => s.Series.StreamId == streamId).ToList();
            for (var i = 0; i < mine.Count; i++)
            {
                var (measured, plan) = mine[i];
                bounds.Add(new ProbeBounds(measured.Ordinal, measured.HasWindow, Judges: i == mine.Count - 1, plan.Low, plan.High));
                probes.Add(new Probe(measured, watch));
            }
        }

        return new StreamPlan(streamId, HostId, knownLength, ProbeBounds.Shared([.. bounds]), [.. probes], before);
    }
}
