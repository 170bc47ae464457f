using System.Runtime.CompilerServices;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// Binary range coder with carry (G. N. N. Martin, "Range encoding", 1979, in the byte-wise form with 64-bit low and pending bytes). Writes into a span
/// that the caller made large enough.
/// </summary>
internal ref struct RangeEncoder(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private ulong _low;
    private uint _range = uint.MaxValue;
    private int _pending = 1;
    private byte _held;
    private int _length = -1; // the first byte that comes out is always 0 and is left out

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(uint bit, ref uint model)
    {
        var bound = (_range >> 16) * RangeModel.Probability(model);
        if (bit == 0)
        {
            _range = bound;
        }
        else
        {
            _low += bound;
            _range -= bound;
        }

        model = RangeModel.Learn(model, bit);
        while (_range < 1 << 24)
        {
            _range <<= 8;
            ShiftLow();
        }
    }

    /// <summary>Bits of equal likelihood, most significant first; at most 64.</summary>
    public void WriteRaw(ulong value, int bits)
    {
        while (bits > 0)
        {
            var part = Math.Min(bits, 16);
            bits -= part;
            _range >>= part;
            _low += (uint)((value >> bits) & ((1UL << part) - 1)) * (ulong)_range;
            while (_range < 1 << 24)
            {
                _range <<= 8;
                ShiftLow();
            }
        }
    }

    /// <summary>Writes what is held back and returns the length of all; zeros at the end are left out, for the decoder reads them from nothing.</summary>
    public int Finish()
    {
        // Any number within the range will do: the one with the most zeros at its end.
        var top = _low + _range - 1;
        for (var zeros = 32; zeros >= 8; zeros -= 8)
        {
            var rounded = top & ~((1UL << zeros) - 1);
            if (rounded >= _low)
            {
                _low = rounded;
                break;
            }
        }

        for (var i = 0; i < 5; i++)
        {
            ShiftLow();
        }

        while (_length > 0 && _destination[_length - 1] == 0)
        {
            _length--;
        }

        return Math.Max(_length, 0);
    }

    private void ShiftLow()
    {
        if ((uint)_low < 0xFF00_0000 || _low > uint.MaxValue)
        {
            var carry = (byte)(_low >> 32);
            Put((byte)(_held + carry));
            for (; _pending > 1; _pending--)
            {
                Put((byte)(0xFF + carry));
            }

            _pending = 0;
            _held = (byte)(_low >> 24);
        }

        _pending++;
        _low = (_low & 0x00FF_FFFF) << 8;
    }

    private void Put(byte value)
    {
        if (_length >= 0)
        {
            _destination[_length] = value;
        }

        _length++;
    }
}
