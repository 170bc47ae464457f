using System.Text;
using Monitor.Domain.Detection;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Detection;

/// <summary>Makes the detectors of series.</summary>
/// <param name="make">A new one for a series of this metric; an <see cref="ArgumentException"/> where there is none of that name.</param>
internal sealed class DetectorSource(Func<SeriesWatch, string, IAnomalyDetector> make)
{
    public IAnomalyDetector New(SeriesWatch watch, string metric) => make(watch, metric);

    /// <summary>The same detector with another preset: what it has learned it keeps.</summary>
    public IAnomalyDetector With(IAnomalyDetector detector, SeriesWatch watch, string metric)
    {
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
        {
            detector.Save(writer);
        }

        state.Position = 0;
        var other = New(watch, metric);
        using var reader = new BinaryReader(state);
        other.Load(reader);
        other.ThresholdFactor = detector.ThresholdFactor;
        return other;
    }

    /// <summary>The detector that is shipped under this name.</summary>
    public static IAnomalyDetector Shipped(SeriesWatch watch, string metric) =>
        Detectors.Create(watch.Detector, watch.Preset, RangeOf(metric));

    private static ValueRange RangeOf(string metric)
    {
        var info = MetricCatalog.Find(metric);
        return new ValueRange(info.Minimum, info.Maximum);
    }
}
