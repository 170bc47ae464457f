namespace Monitor.Domain.RootCause.Ranking;

/// <summary>The series of a node that can be judged.</summary>
internal sealed class NodeSeries(IReadOnlyList<SeriesDeviation> series)
{
    public IReadOnlyList<SeriesDeviation> All => series;

    /// <summary>How many calls the node answered.</summary>
    public SeriesDeviation? Volume { get; } = series.FirstOrDefault(s => s.Nature.IsVolume);

    /// <summary>The series of a metric, its mean where there are several statistics; null where the node has none.</summary>
    public SeriesDeviation? Of(string metric) =>
        series.FirstOrDefault(s => s.Series.Metric == metric && s.IsMean) ?? series.FirstOrDefault(s => s.Series.Metric == metric);

    /// <summary>
    /// The deviation of a metric times the calls, which adds up over the callers: a callee cannot explain more of its caller's lost seconds or failed calls than it lost itself. Null
    /// where the metric is none of that kind or the calls are not known.
    /// </summary>
    public double[]? Lost(string metric) =>
        Of(metric) is { Nature.IsPerCall: true } of && Volume is { } volume
            ? [.. of.Off.Select((off, row) => Lost(off, row < volume.Series.Window.Length ? Quantiles.Held(volume.Series.Window[row]) : double.NaN))]
            : null;

    private static double Lost(double off, double calls) => calls == 0 ? 0 : off * Math.Max(calls, 0);
}
