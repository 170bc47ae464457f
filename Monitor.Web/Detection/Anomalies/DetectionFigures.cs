using Monitor.Web.Hosting;

namespace Monitor.Web.Detection;

/// <summary>Whether detection keeps up and what it leaves out, as series of the product itself.</summary>
internal sealed class DetectionFigures
{
    private long _skipped;
    private long _lost;
    private int _watched;
    private int _refused;

    public DetectionFigures(SelfMetrics metrics)
    {
        metrics.AddGauge("monitor.detection_series", () => Volatile.Read(ref _watched));
        metrics.AddGauge("monitor.detection_series_left_out", () => Volatile.Read(ref _refused));
        metrics.AddRate("monitor.detection_skipped_per_second", () => Interlocked.Read(ref _skipped));
        metrics.AddRate("monitor.anomalies_lost_per_second", () => Interlocked.Read(ref _lost));
    }

    /// <summary>Ticks that were stored but not watched, because detection was behind.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Anomalies that were found but could not be kept.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Series that are watched.</summary>
    public int Watched => Volatile.Read(ref _watched);

    /// <summary>Series that are not, because there are more than one server watches.</summary>
    public int LeftOut => Volatile.Read(ref _refused);

    public void TicksSkipped(long count) => Interlocked.Add(ref _skipped, count);

    public void AnomaliesLost(long count) => Interlocked.Add(ref _lost, count);

    public void Series(int watched, int leftOut)
    {
        Volatile.Write(ref _watched, watched);
        Volatile.Write(ref _refused, leftOut);
    }
}
