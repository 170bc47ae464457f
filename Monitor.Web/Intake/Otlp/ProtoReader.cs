using System.Buffers.Binary;

namespace Monitor.Web.Intake.Otlp;

/// <summary>
/// Steps through one message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding). Lengths are checked before anything is taken; what is no such
/// message throws <see cref="BatchFormatException"/>.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const string Broken = "The body is not a message of Protocol Buffers, or was cut short.";

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;
    private int _kind;

    /// <summary>The number of the field that follows; 0 at the end.</summary>
    public int Next()
    {
        if (_at == _message.Length)
        {
            return 0;
        }

        var tag = Varint();
        _kind = (int)(tag & 7);
        BatchParser.Expect(tag >> 3 is > 0 and <= 536_870_911, Broken);
        return (int)(tag >> 3);
    }

    /// <summary>A number, whatever its width.</summary>
    public ulong Number()
    {
        switch (_kind)
        {
            case 0: return Varint();
            case 1: return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
            case 5: return BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
            default: throw new BatchFormatException(Broken);
        }
    }

    /// <summary>A text, bytes, or a message within this one.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        BatchParser.Expect(_kind == 2, Broken);
        var length = Varint();
        BatchParser.Expect(length <= (ulong)(_message.Length - _at), Broken);
        return Take((int)length);
    }

    public void Skip()
    {
        if (_kind == 2)
        {
            Bytes();
        }
        else
        {
            Number();
        }
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var one = Take(1)[0];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }

        throw new BatchFormatException(Broken);
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        BatchParser.Expect(length <= _message.Length - _at, Broken);
        _at += length;
        return _message.Slice(_at - length, length);
    }
}
