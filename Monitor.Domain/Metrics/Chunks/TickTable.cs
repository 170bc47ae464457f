namespace Monitor.Domain.Metrics.Chunks;

/// <summary>Packed rows (<see cref="TickCodec"/>) of one stream, unpacked into columns. Kept between streams: <see cref="Clear"/> leaves the arrays.</summary>
public sealed class TickTable : ColumnSource
{
    private readonly List<long> _times = [];
    private double[][] _columns = [];
    private int _capacity = 512;

    public override IReadOnlyList<long> Times => _times;

    public override int Width => _width;

    private int _width;

    public void Clear()
    {
        _times.Clear();
        _width = 0;
    }

    /// <summary>Throws <see cref="FormatException"/> for bytes that are no packed row.</summary>
    public void Add(long time, ReadOnlySpan<byte> row)
    {
        if (_times.Count == _capacity)
        {
            _capacity *= 2;
            for (var i = 0; i < _columns.Length; i++)
            {
                Array.Resize(ref _columns[i], _capacity);
            }
        }

        var reader = new TickReader(row);
        var ordinal = 0;
        for (; !reader.IsAtEnd; ordinal++)
        {
            if (ordinal == _width)
            {
                Widen();
            }

            _columns[ordinal][_times.Count] = reader.Next();
        }

        for (; ordinal < _width; ordinal++)
        {
            _columns[ordinal][_times.Count] = double.NaN;
        }

        _times.Add(time);
    }

    public override void Read(int ordinal, Span<double> values)
    {
        if (ordinal < _width)
        {
            _columns[ordinal].AsSpan(0, _times.Count).CopyTo(values);
        }
        else
        {
            values[.._times.Count].Fill(double.NaN);
        }
    }

    private void Widen()
    {
        if (_width == _columns.Length)
        {
            Array.Resize(ref _columns, Math.Max(64, _columns.Length * 2));
        }

        _columns[_width] ??= new double[_capacity];
        _columns[_width].AsSpan(0, _times.Count).Fill(double.NaN);
        _width++;
    }
}
