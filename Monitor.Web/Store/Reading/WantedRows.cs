using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Web.Store.Reading;

/// <summary>The wanted columns of packed rows. A place is the index among the wanted series.</summary>
internal sealed class WantedRows(int[] ordinals) : ColumnSource
{
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private readonly double[] _row = new double[ordinals.Length];

    public override IReadOnlyList<long> Times => _times;

    public override int Width => ordinals.Length;

    public void Add(long time, ReadOnlySpan<byte> row)
    {
        TickCodec.DecodeSome(row, ordinals, _row);
        _times.Add(time);
        _values.AddRange(_row);
    }

    public override void Read(int ordinal, Span<double> values)
    {
        for (var i = 0; i < _times.Count; i++)
        {
            values[i] = _values[(i * ordinals.Length) + ordinal];
        }
    }
}
