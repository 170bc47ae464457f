using System.Runtime.CompilerServices;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>Reads what <see cref="RangeEncoder"/> wrote. Past the end it reads zeros: broken bytes give wrong values, never a fault.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> _source;
    private int _position;
    private uint _code;
    private uint _range = uint.MaxValue;

    public RangeDecoder(ReadOnlySpan<byte> source)
    {
        _source = source;
        for (var i = 0; i < 4; i++)
        {
            _code = (_code << 8) | Next();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(ref uint model)
    {
        var bound = (_range >> 16) * RangeModel.Probability(model);
        uint bit;
        if (_code < bound)
        {
            _range = bound;
            bit = 0;
        }
        else
        {
            _code -= bound;
            _range -= bound;
            bit = 1;
        }

        model = RangeModel.Learn(model, bit);
        while (_range < 1 << 24)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }

        return bit;
    }

    public ulong ReadRaw(int bits)
    {
        var value = 0UL;
        while (bits > 0)
        {
            var part = Math.Min(bits, 16);
            bits -= part;
            _range >>= part;
            var piece = Math.Min(_code / _range, (1U << part) - 1);
            _code -= piece * _range;
            value = (value << part) | piece;
            while (_range < 1 << 24)
            {
                _range <<= 8;
                _code = (_code << 8) | Next();
            }
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Next() => _position < _source.Length ? _source[_position++] : 0U;
}
