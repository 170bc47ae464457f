using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems.Judging;

namespace Monitor.Web.Store;

/// <summary>One value for each minute of one series, at the minute's end: from roll-ups, and where there is none yet from samples.</summary>
internal sealed class MinuteCollector(Func<RollupPoint, double> pick) : SampleSink
{
    private static readonly long Minute = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private long _minute = long.MinValue;
    private RollupPoint _point;

    /// <summary>Everything that came.</summary>
    public SeriesSamples Of(SeriesEntry series)
    {
        Close();
        return new(series.StreamId, series.Ordinal, _times, _values);
    }

    public override void Add(long time, double value)
    {
        if (!double.IsNaN(value))
        {
            Enter(time / Minute);
            _point = _point.With(value);
        }
    }

    public override void Add(long time, long step, in RollupPoint point)
    {
        Enter(time / Minute);
        _point = _point.With(point);
    }

    private void Enter(long minute)
    {
        if (minute != _minute)
        {
            Close();
            _minute = minute;
        }
    }

    private void Close()
    {
        if (_point.Count > 0)
        {
            _times.Add(DateTimeOffset.FromUnixTimeMilliseconds((_minute + 1) * Minute).UtcTicks);
            _values.Add(pick(_point));
        }

        _point = default;
    }
}
