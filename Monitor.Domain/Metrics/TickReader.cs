using System.Buffers.Binary;

namespace Monitor.Domain.Metrics;

/// <summary>Reads a packed row (<see cref="TickCodec"/>) value by value without allocating. Past its end everything is missing.</summary>
internal ref struct TickReader
{
    private readonly ReadOnlySpan<byte> _row;
    private int _position;
    private int _missing;

    public TickReader(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty || row[0] != TickCodec.Version)
        {
            throw new FormatException(row.IsEmpty ? "A tick without bytes." : $"A tick of the unknown version {row[0]}.");
        }

        _row = row;
        _position = 1;
    }

    /// <summary>Whether nothing but missing values follows.</summary>
    public readonly bool IsAtEnd => _missing == 0 && _position == _row.Length;

    public double Next()
    {
        if (_missing > 0)
        {
            _missing--;
            return double.NaN;
        }

        if (_position == _row.Length)
        {
            return double.NaN;
        }

        var first = _row[_position++];
        var (tag, low) = (first >> 4, first & 15);
        if (tag == TickCodec.Missing)
        {
            _missing = Run(low) - 1;
            return double.NaN;
        }

        if (tag == TickCodec.Raw)
        {
            return BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
        }

        var negative = tag >= TickCodec.FirstScale + TickCodec.ScaleCount;
        var magnitude = Magnitude(low) / TickCodec.Divisors[tag - TickCodec.FirstScale - (negative ? TickCodec.ScaleCount : 0)];
        return negative ? -magnitude : magnitude;
    }

    public void Skip(int count)
    {
        while (count > 0)
        {
            if (_missing > 0)
            {
                var run = Math.Min(count, _missing);
                _missing -= run;
                count -= run;
                continue;
            }

            if (_position == _row.Length)
            {
                return;
            }

            var first = _row[_position++];
            var (tag, low) = (first >> 4, first & 15);
            if (tag == TickCodec.Missing)
            {
                _missing = Run(low);
                continue;
            }

            Take(tag == TickCodec.Raw ? 8 : low >> 1);
            count--;
        }
    }

    private int Run(int low) => low < TickCodec.LongRun ? low + 1 : TickCodec.LongRun + 1 + Take(1)[0];

    private double Magnitude(int low)
    {
        var bytes = Take(low >> 1);
        ulong rest = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            rest = (rest << 8) | bytes[i];
        }

        return (rest << 1) | (uint)(low & 1);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _row.Length - _position)
        {
            throw new FormatException("A tick that ends within a value.");
        }

        var bytes = _row.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
