namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// Which metrics make a row unusual: by the distance from their expectation in spreads, times how rare it is in the metric's own past, summed over the windows of <see cref="RowSignals"/>. A
/// metric that is often far off weighs less than one that never is.
/// </summary>
internal static class MetricRanking
{
    private const int Most = 10;
    private const double MostRare = 12;

    /// <summary>Where 90 of 100 residuals lie within the spread, 99 of 100 lie within this many.</summary>
    private const double Band = 1.57;

    public static IReadOnlyList<MetricShare> Of(RowSignals signals, MetricScale[] scales, TailTable[] tails, ReadOnlySpan<double> row)
    {
        var weights = new (double Weight, int Metric)[scales.Length];
        var all = 0.0;
        for (var metric = 0; metric < scales.Length; metric++)
        {
            var weight = scales[metric].IsUsed ? Weight(signals, tails, metric) : 0;
            weights[metric] = (weight, metric);
            all += weight;
        }

        Array.Sort(weights, static (a, b) => b.Weight != a.Weight ? b.Weight.CompareTo(a.Weight) : a.Metric.CompareTo(b.Metric));
        var told = new List<MetricShare>();
        foreach (var (weight, metric) in weights.AsSpan(0, Math.Min(Most, weights.Length)))
        {
            if (weight > 0)
            {
                var (expected, band) = (signals.Expected[metric], Band * scales[metric].Spread);
                told.Add(new MetricShare(metric, weight / all, row[metric], expected, expected - band, expected + band));
            }
        }

        return told;
    }

    private static double Weight(RowSignals signals, TailTable[] tails, int metric)
    {
        var weight = 0.0;
        var windows = RowSignals.Windows;
        for (var window = 0; window < windows.Length; window++)
        {
            var off = Math.Abs(signals.Residual(metric, windows[window]));
            weight += double.IsNaN(off) ? 0 : off * Math.Min(tails[(metric * windows.Length) + window].Evidence(off), MostRare);
        }

        return weight;
    }
}
