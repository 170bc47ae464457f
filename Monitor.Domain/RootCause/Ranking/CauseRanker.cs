namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// Ranks the nodes of a case by how much speaks for each as the cause of its symptom, and says whether any of them is credible. Only nodes that the symptom's node needs are looked at.
/// What counts: how much of the symptom's rise a node's own rise covers in the same rows, less what its callees explain, and how rare such rises are in the reference. The names of nodes
/// carry no meaning. Series that are empty, constant, short or full of holes weigh nothing; nothing throws but null.
/// </summary>
public static class CauseRanker
{
    public static CauseRanking Rank(CauseCase cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var graph = new CaseGraph(cause.Calls, cause.SymptomNode);
        var mine = cause.Series.Select((sample, index) => (Sample: sample, Index: index)).Where(s => graph.Reaches(s.Sample.Node)).ToList();
        var rows = mine.Select(s => s.Sample.Window.Length).DefaultIfEmpty(0).Max();
        if (rows == 0)
        {
            return new CauseRanking([], Confidence: 0, IsCredible: false);
        }

        var symptomRow = Math.Clamp(cause.SymptomRow, 0, rows - 1);
        var nodes = new Dictionary<string, NodeSeries>(StringComparer.Ordinal);
        foreach (var group in mine.GroupBy(s => s.Sample.Node, s => s.Sample, StringComparer.Ordinal))
        {
            nodes[group.Key] = new NodeSeries([.. group.Select(s => SeriesDeviation.Of(s, rows, symptomRow)).OfType<SeriesDeviation>()]);
        }

        var scores = new CauseScores(cause, graph, nodes, rows, symptomRow);
        var strengths = mine.Select(s => SeasonalStrength.Of(s.Sample, s.Index, cause.Step)).ToLookup(s => cause.Series[s.Index].Node, StringComparer.Ordinal);
        var ranked = scores.Scores.Select(s => new RankedNode(s.Node, s.Score, Ordered(strengths[s.Node]))).ToList();
        var (first, second) = (ranked[0].Score, ranked.Count > 1 ? ranked[1].Score : 0);
        var credible = scores.Evidence >= CauseConfidence.LeastEvidence && first > 0;
        var confidence = nodes.Values.All(n => n.All.Count == 0) ? 0
            : credible ? CauseConfidence.OfNode(scores.Evidence, (first - second) / first, scores.KnowsCalls)
            : CauseConfidence.OfNone(Math.Min(scores.Evidence, CauseConfidence.LeastEvidence));
        return new CauseRanking(ranked, confidence, credible);
    }

    /// <summary>The series by how abnormal each is, the most abnormal first: all of them, of one node or of several.</summary>
    public static IReadOnlyList<RankedSeries> RankSeries(IReadOnlyList<SeriesSample> series, TimeSpan step)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Ordered(series.Select((s, index) => SeasonalStrength.Of(s, index, step)));
    }

    /// <summary>0 to 1: how often the first of such a list was one of those that experts named.</summary>
    public static double ConfidenceOf(IReadOnlyList<RankedSeries> ranked)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        return ranked.Count == 0 ? 0 : CauseConfidence.OfSeries(ranked[0].Strength);
    }

    private static List<RankedSeries> Ordered(IEnumerable<RankedSeries> series) => [.. series.OrderByDescending(s => s.Strength).ThenBy(s => s.Index)];
}
