using Monitor.Domain.Notifications;
using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.RootCause.Ranking;

namespace Monitor.Domain.RootCause;

/// <summary>The walk from the host with the problem to those that it leans on: a host further down whose readings are more abnormal than the own ones, as <see cref="CauseRanker"/> ranks them.</summary>
internal static class UpstreamCauses
{
    private const double MostScore = 0.7;

    /// <param name="symptom">What changed in the reading of the problem; null where it is no series. As usual, it needs no other host to be explained.</param>
    public static IEnumerable<RankedCause> Find(CauseFacts facts, SeriesChange? symptom)
    {
        if (facts.Others.Count == 0 || symptom is { IsUsual: true })
        {
            return [];
        }

        var hosts = facts.Others.Prepend(facts.Own).ToDictionary(h => Node(h.Id));
        var series = hosts.SelectMany(h => h.Value.Series.Select(s => new SeriesSample(h.Key, s.Metric, s.Labels, s.Reference, s.Window, null))).ToList();
        var ranking = CauseRanker.Rank(new CauseCase(
            series, [.. facts.Leans.Select(l => (Node(l.Leaning), Node(l.On)))], Node(facts.Own.Id), facts.Metric, facts.OnsetRow, facts.Step));
        return !ranking.IsCredible || ranking.Nodes.Count == 0 || !hosts.TryGetValue(ranking.Nodes[0].Node, out var host) || host.Place == HostPlace.Own ? [] : [Of(host, ranking, series, facts)];
    }

    private static string Node(int id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static RankedCause Of(HostFacts host, CauseRanking ranking, List<SeriesSample> series, CauseFacts facts)
    {
        var name = PlainLine.Of(host.Name, 100);
        var worst = ranking.Nodes[0].Series.Take(3).Select(s => series[s.Index]).Select(s => SeriesChange.Of(new SeriesFacts(s.Metric, s.Statistic, s.Reference, s.Window), facts.OnsetRow, facts.Step));
        return new RankedCause
        {
            CauseKey = $"host:{host.Id}", Method = "graph:upstream", HostId = host.Id, Score = MostScore * ranking.Confidence,
            Sentence = $"{name}, on which this host leans, is the most unusual of all that it needs. Correlated, not proven.",
            Action = $"Look at {name} first.",
            Evidence = [.. worst.OfType<SeriesChange>().Select(c => RuleCause.Of(c, host, facts))],
        };
    }
}
