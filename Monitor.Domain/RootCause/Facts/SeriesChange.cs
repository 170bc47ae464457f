using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Facts;

/// <summary>
/// What changed in a series, by medians (Rousseeuw and Croux, Alternatives to the Median Absolute Deviation, 1993): what it was before and is now, in its unit, and how far that is in
/// units of its usual spread, which is taken as no less than a tenth of the level (a hundredth of how full a disk is, which does not come and go) and one point of a percentage.
/// </summary>
/// <param name="Strength">Signed; within 3 either way it is as usual.</param>
/// <param name="OnsetRow">The first row of the window from which on it stayed outside of 3 spreads; -1 where it never did.</param>
/// <param name="PerHour">How fast it rises or falls since the beginning, in its unit, beside how it did before.</param>
public sealed record SeriesChange(SeriesFacts Series, double Before, double During, double Strength, int OnsetRow, double PerHour)
{
    private const double Outside = 3;
    private const int FewestRows = 6;

    public double Shift => During - Before;

    public bool IsUsual => Math.Abs(Strength) < Outside;

    /// <summary>Null where too little is known of it: fewer than six rows before, or two since the beginning.</summary>
    public static SeriesChange? Of(SeriesFacts series, int onsetRow, TimeSpan step)
    {
        var reference = series.Reference.Where(double.IsFinite).Order().ToArray();
        var from = Math.Clamp(onsetRow - 2, 0, series.Window.Length);
        var since = series.Window[from..];
        var recent = since[(since.Length / 2)..].Where(double.IsFinite).Order().ToArray();
        if (reference.Length < FewestRows || recent.Length < 2)
        {
            return null;
        }

        var before = Middle(reference);
        var spread = Math.Max(1.4826 * Middle([.. reference.Select(v => Math.Abs(v - before)).Order()]), Floor(series.Metric, before));
        var during = Middle(recent);
        return new SeriesChange(
            series, before, during, (during - before) / spread, Onset(series.Window, before, spread, Math.Sign(during - before)), (Slope(since) - Slope(series.Reference)) / step.TotalHours);
    }

    private static double Floor(string metric, double level) => Math.Max(
        Math.Abs(level) * (metric.StartsWith("disk.used_", StringComparison.Ordinal) ? 0.01 : 0.1), MetricCatalog.Find(metric).Unit switch
        {
            MetricUnit.Percent => 1,
            MetricUnit.Milliseconds => 0.5,
            MetricUnit.BytesPerSecond => 20_000,
            MetricUnit.Bytes => 5_000_000,
            MetricUnit.PerSecond => 0.1,
            MetricUnit.Count => 0.3, // One where there was none is outside of what is usual.
            _ => metric.StartsWith("load.", StringComparison.Ordinal) ? 0.2 : 1e-6,
        });

    private static int Onset(double[] window, double level, double spread, int direction)
    {
        var first = -1;
        for (var row = 0; row < window.Length; row++)
        {
            if (!double.IsFinite(window[row]))
            {
                continue;
            }

            var isOutside = (window[row] - level) * direction > Outside * spread;
            first = isOutside ? (first < 0 ? row : first) : -1;
        }

        return first;
    }

    /// <summary>The median of the slopes between a row and the one half a stretch later, per row: by Siegel's and Sen's thought, at the cost of one pass.</summary>
    private static double Slope(double[] rows)
    {
        var half = rows.Length / 2;
        var slopes = Enumerable.Range(0, Math.Max(0, rows.Length - half)).Where(_ => half > 0)
            .Select(i => (rows[i + half] - rows[i]) / half).Where(double.IsFinite).Order().ToArray();
        return slopes.Length == 0 ? 0 : Middle(slopes);
    }

    private static double Middle(double[] ordered) => ordered.Length == 0 ? 0
        : ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;
}
