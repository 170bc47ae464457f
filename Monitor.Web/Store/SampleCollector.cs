using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems.Judging;

namespace Monitor.Web.Store;

/// <summary>Keeps the samples of one series as they come; of a roll-up its mean.</summary>
internal sealed class SampleCollector : SampleSink
{
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];

    public SeriesSamples Of(SeriesEntry series) => new(series.StreamId, series.Ordinal, _times, _values);

    public override void Add(long time, double value)
    {
        if (!double.IsNaN(value))
        {
            _times.Add(DateTimeOffset.FromUnixTimeMilliseconds(time).UtcTicks);
            _values.Add(value);
        }
    }

    public override void Add(long time, long step, in RollupPoint point)
    {
        if (point.Count > 0)
        {
            Add(time, point.Mean);
        }
    }
}
