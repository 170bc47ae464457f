using System.Buffers.Binary;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>Walks values of the system bus. Each step says false where the text ends too early or a length is a lie; nothing is read beyond the end.</summary>
internal ref struct BusReader(ReadOnlySpan<byte> text, int position = 0)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position = position;

    public readonly int Position => _position;

    public bool Align(int to)
    {
        _position = (_position + to - 1) / to * to;
        return _position < _text.Length;
    }

    public bool Byte(out byte value)
    {
        value = _position < _text.Length ? _text[_position] : (byte)0;
        return _position++ < _text.Length;
    }

    public bool Number(out uint value)
    {
        value = 0;
        Align(4);
        if (_text.Length - _position < 4)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(_text[_position..]);
        _position += 4;
        return true;
    }

    public bool Text(out ReadOnlySpan<byte> value)
    {
        value = default;
        return Number(out var length) && Take(length, out value);
    }

    public bool Signature(out ReadOnlySpan<byte> value)
    {
        value = default;
        return Byte(out var length) && Take(length, out value);
    }

    private bool Take(uint length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (length >= (uint)Math.Max(0, _text.Length - _position))
        {
            return false;
        }

        value = _text.Slice(_position, (int)length);
        _position += (int)length + 1;
        return true;
    }
}
