using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.RootCause.Rules;

namespace Monitor.Domain.RootCause;

/// <summary>
/// Ranks what may have caused a problem: by rules on the host itself and, upstream, on the hosts that it leans on; by the walk over the graph of who leans on whom; and last, as mere
/// correlation, by the readings that left their usual range first. A cause that explains another one is put before it.
/// </summary>
public sealed class CauseFinder(IReadOnlyList<CauseRule> rules)
{
    /// <summary>Below this nothing is credible: an answer with so little behind it is more often wrong than right.</summary>
    public const double Credible = 0.35;

    public const int Most = 5;

    /// <summary>The most probable first, at most five; empty where no cause is credible.</summary>
    /// <param name="facts">Everything that is looked at.</param>
    /// <param name="learned">What past answers say of each method: its score is multiplied by this; none is 1.</param>
    public IReadOnlyList<RankedCause> Find(CauseFacts facts, IReadOnlyDictionary<string, double>? learned = null)
    {
        var hosts = facts.Others.Prepend(facts.Own).Select(h => (Host: h, Changes: Measure(h, facts))).ToList();
        var found = hosts.SelectMany(h => rules.SelectMany(r => RuleMatcher.Match(r, facts, h.Host, h.Changes))).Select(m => RuleCause.Of(m, facts)).ToList();
        var symptom = hosts[0].Changes.FirstOrDefault(c => c.Series.Metric == facts.Metric && c.Series.Labels == facts.Labels);
        found.AddRange(UpstreamCauses.Find(facts, symptom));
        found.AddRange(CorrelatedCauses.Find(facts, hosts[0].Changes, symptom));
        return [.. found
            .Select(c => c with { Score = Math.Clamp(c.Score * (learned?.GetValueOrDefault(c.Method, 1) ?? 1), 0, 1) })
            .Where(c => c.Score >= Credible).GroupBy(c => (c.CauseKey, c.HostId)).Select(g => g.MaxBy(c => c.Score)!)
            .OrderByDescending(c => c.Score).ThenBy(c => c.CauseKey, StringComparer.Ordinal).Take(Most)];
    }

    private static List<SeriesChange> Measure(HostFacts host, CauseFacts facts) =>
        [.. host.Series.Select(s => SeriesChange.Of(s, facts.OnsetRow, facts.Step)).OfType<SeriesChange>()];
}
