namespace Monitor.Domain.RootCause.Ranking;

/// <summary>How far each row of a series' window lies from the middle of its reference towards what hurts, and how unusual its rise is.</summary>
internal sealed class SeriesDeviation
{
    private const int LeastReference = 10;
    private const double TenthToTenth = 2.56;
    private const double MostSpreads = 1e6;
    private static readonly string[] Means = ["average", "avg", "mean"];

    private SeriesDeviation(SeriesSample series, MetricNature nature, double[] off, double[] spreads, double evidence) =>
        (Series, Nature, Off, Spreads, Evidence) = (series, nature, off, spreads, evidence);

    public SeriesSample Series { get; }

    public MetricNature Nature { get; }

    /// <summary>Per row of the case's window, in the metric's unit; NaN where missing.</summary>
    public double[] Off { get; }

    /// <summary>The same in spreads of the reference.</summary>
    public double[] Spreads { get; }

    /// <summary>-log10 of how rarely the reference rises so far in as many rows, 0 to <see cref="Rise.MostEvidence"/>.</summary>
    public double Evidence { get; }

    /// <summary>Whether it is the mean of several statistics of a metric: only means add up.</summary>
    public bool IsMean => Series.Statistic.Length == 0 || Array.Exists(Means, word => Series.Statistic.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null where the reference is too short to know what is usual.</summary>
    public static SeriesDeviation? Of(SeriesSample series, int rows, int symptomRow)
    {
        var known = Quantiles.Sorted(series.Reference);
        if (known.Length < LeastReference)
        {
            return null;
        }

        var nature = MetricNature.Of(series.Metric);
        var (low, middle, high) = (Quantiles.Of(known, .1), Quantiles.Of(known, .5), Quantiles.Of(known, .9));
        var window = Enumerable.Range(0, rows).Select(r => r < series.Window.Length ? Quantiles.Held(series.Window[r]) : double.NaN).ToArray();
        var floor = nature.Floor(middle, Math.Max(Math.Abs(known[0]), Math.Abs(known[^1])));
        var spread = Math.Max((high - low) / TenthToTenth, floor);
        if (!(spread > 0))
        {
            // It never moved and was nothing: the largest step there is stands for twenty spreads.
            spread = Math.Max(window.Where(double.IsFinite).Select(v => Math.Abs(v - middle)).DefaultIfEmpty(0).Max() / 20, 1e-12);
        }

        double Towards(double value) => nature.Direction == 0 ? Math.Abs(value - middle) : nature.Direction * (value - middle);
        double InSpreads(double off) => Math.Clamp(off / spread, -MostSpreads, MostSpreads);
        var off = Array.ConvertAll(window, Towards);
        var spreads = Array.ConvertAll(off, InSpreads);
        var reference = Array.ConvertAll(series.Reference, v => InSpreads(Towards(Quantiles.Held(v))));
        return new SeriesDeviation(series, nature, off, spreads, Rise.Evidence(spreads, reference, symptomRow));
    }
}
