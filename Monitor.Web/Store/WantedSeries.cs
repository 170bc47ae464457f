using Monitor.Domain.Metrics;

namespace Monitor.Web.Store;

/// <summary>The series that are wanted of one stream, each with the curve that grows from the stream's rows.</summary>
internal sealed class WantedSeries(SeriesEntry[] series, TimeRange range, int maximumPoints)
{
    private readonly int[] _ordinals = [.. series.Select(s => s.Ordinal)];
    private readonly double[] _values = new double[series.Length];
    private readonly CurveBuilder[] _curves = [.. series.Select(_ => range.NewCurve(maximumPoints))];

    public void Add(long time, ReadOnlySpan<byte> row)
    {
        TickCodec.DecodeSome(row, _ordinals, _values);
        for (var i = 0; i < _curves.Length; i++)
        {
            _curves[i].Add(time, _values[i]);
        }
    }

    public void BuildInto(Dictionary<int, Curve> curves)
    {
        for (var i = 0; i < series.Length; i++)
        {
            curves[series[i].Id] = _curves[i].Build();
        }
    }
}
