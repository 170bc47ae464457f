using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Web.Store.Reading;

/// <summary>The series that are wanted of one stream, in the order of their ordinals, each with the sink it goes to; a counter goes there as its rates.</summary>
internal sealed class WantedSeries
{
    private readonly SampleSink[] _sinks;
    private readonly CounterRates[]? _rates;
    private readonly bool[] _isCounter;
    private readonly double[] _values;

    public WantedSeries(IReadOnlyList<SeriesEntry> series, IReadOnlyList<SampleSink> sinks)
    {
        Ordinals = [.. series.Select(s => s.Ordinal)];
        _sinks = [.. sinks];
        _values = new double[series.Count];
        _isCounter = [.. series.Select(s => MetricCatalog.Find(s.Metric).Kind == MetricKind.Counter)];
        _rates = _isCounter.Contains(true) ? [.. series.Select(_ => new CounterRates())] : null;
    }

    public int[] Ordinals { get; }

    public bool WantsMeansOnly(int place) => _sinks[place].WantsMeansOnly;

    /// <summary>A packed row.</summary>
    public void Add(long time, ReadOnlySpan<byte> row)
    {
        TickCodec.DecodeSome(row, Ordinals, _values);
        for (var place = 0; place < _sinks.Length; place++)
        {
            Add(place, time, _values[place]);
        }
    }

    public void Add(int place, long time, double value) =>
        _sinks[place].Add(time, _isCounter[place] ? _rates![place].Next(time, value) : value);

    public void Add(int place, long time, long step, in RollupPoint point) => _sinks[place].Add(time, step, point);
}
