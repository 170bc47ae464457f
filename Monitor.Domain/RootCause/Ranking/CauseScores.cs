namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// Scores the nodes of a case: how much of the symptom each covers, less what its own callees explain. Where calls are counted, lost seconds and failed calls are compared, which
/// add up from callee to caller; elsewhere only whether a node is far off in the same rows.
/// </summary>
internal sealed class CauseScores
{
    private const double Explained = .8;

    /// <summary>Symptoms are seen at the front: its node is the cause where nothing that it needs explains about a quarter.</summary>
    private const double PriorOfSymptom = 1.0 / 3;
    private const double WeightOfOtherMetric = .7;

    /// <summary>An alarm on something that is not among the series is taken for one in a hundred, and for this many spreads.</summary>
    private const double EvidenceOfUnseen = 2;
    private const double SpreadsOfUnseen = 12;

    private readonly CauseCase _cause;
    private readonly Dictionary<string, NodeSeries> _nodes;
    private readonly double[]? _lost;
    private readonly SymptomShape _inCalls;
    private readonly SymptomShape _inSpreads;
    private readonly Dictionary<string, double> _covered = new(StringComparer.Ordinal);

    public CauseScores(CauseCase cause, CaseGraph graph, Dictionary<string, NodeSeries> nodes, int rows, int symptomRow)
    {
        (_cause, _nodes) = (cause, nodes);
        var symptom = nodes.GetValueOrDefault(cause.SymptomNode)?.Of(cause.SymptomMetric);
        _lost = nodes.GetValueOrDefault(cause.SymptomNode)?.Lost(cause.SymptomMetric);
        _inCalls = new SymptomShape(_lost ?? [], symptomRow, bent: false);
        _inSpreads = new SymptomShape(symptom?.Spreads ?? [.. Enumerable.Range(0, rows).Select(r => r < symptomRow ? 0 : SpreadsOfUnseen)], symptomRow, bent: true);
        var load = Load(cause.SymptomNode);
        var (most, own) = (0.0, symptom?.Evidence ?? EvidenceOfUnseen);
        foreach (var (node, series) in nodes)
        {
            var (covered, evidence) = Cover(series);
            covered *= evidence / (evidence + 1);
            most = Math.Max(most, covered * evidence);
            // More calls from above make what is below them busy as well.
            _covered[node] = node == cause.SymptomNode ? covered : covered * (1 - (load * Load(node)));
        }

        Evidence = (_lost is null ? _inSpreads.All : _inCalls.All) > 0 ? own + most : 0;
        Scores = nodes.Keys.Select(n => (Node: n, Score: Score(n, graph, load))).OrderByDescending(s => s.Score).ToList();
    }

    /// <summary>How unusual symptom and best explanation are together, as -log10 of a probability.</summary>
    public double Evidence { get; }

    /// <summary>0 to 1, the highest first; of equals the one whose series came first.</summary>
    public IReadOnlyList<(string Node, double Score)> Scores { get; }

    /// <summary>Whether lost seconds or failed calls were compared.</summary>
    public bool KnowsCalls => _lost is not null;

    private (double Covered, double Evidence) Cover(NodeSeries series)
    {
        if (_lost is not null && series.Lost(_cause.SymptomMetric) is { } lost)
        {
            return (_inCalls.CoveredBy(lost), series.Of(_cause.SymptomMetric)!.Evidence);
        }

        var best = (Covered: 0.0, Evidence: 0.0);
        foreach (var one in series.All.Where(s => !s.Nature.IsVolume))
        {
            var covered = (one.Series.Metric == _cause.SymptomMetric ? 1 : WeightOfOtherMetric) * _inSpreads.CoveredBy(one.Spreads);
            best = covered * one.Evidence > best.Covered * best.Evidence ? (covered, one.Evidence) : best;
        }

        return best;
    }

    private double Load(string node) => _nodes.GetValueOrDefault(node)?.Volume is { } volume
        ? _inSpreads.CoveredBy(Risen(volume)) * volume.Evidence / (volume.Evidence + 1)
        : 0;

    private static double[] Risen(SeriesDeviation volume)
    {
        var middle = Quantiles.Median(volume.Series.Reference);
        return [.. volume.Spreads.Select((s, row) => row < volume.Series.Window.Length && volume.Series.Window[row] < middle ? -s : s)];
    }

    private double Score(string node, CaseGraph graph, double load)
    {
        var (covered, callees) = (_covered[node], graph.CalleesOf(node));
        var below = callees.Select(c => _covered.GetValueOrDefault(c)).DefaultIfEmpty(0).Max();
        var prior = node == _cause.SymptomNode && callees.Any(_nodes.ContainsKey) ? PriorOfSymptom + ((1 - PriorOfSymptom) * load) : 1;
        return prior * (covered - (Explained * Math.Min(covered, below)));
    }
}
