namespace Monitor.Domain.Detection.Hosts;

/// <summary>Which metrics make a row unusual: by the distance from their expectation now, over a quarter of an hour and over an hour, in spreads.</summary>
internal static class MetricRanking
{
    private const int Most = 10;

    /// <summary>Where 90 of 100 residuals lie within the spread, 99 of 100 lie within this many.</summary>
    private const double Band = 1.57;

    public static IReadOnlyList<MetricShare> Of(RowSignals signals, MetricScale[] scales, ReadOnlySpan<double> row)
    {
        var weights = new (double Weight, int Metric)[scales.Length];
        var all = 0.0;
        for (var metric = 0; metric < scales.Length; metric++)
        {
            var off = scales[metric].IsUsed ? Off(signals, metric) : 0;
            var weight = double.IsNaN(off) ? 0 : off * off;
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

    private static double Off(RowSignals signals, int metric) =>
        Math.Abs(signals.Residual(metric, 1)) + Math.Abs(signals.Residual(metric, 3)) + Math.Abs(signals.Residual(metric, RowSignals.Longest));
}
