using System.Buffers.Binary;

namespace Monitor.Web.Hosting;

/// <summary>
/// Counts the rows of a COPY in the binary format as its bytes pass, in pieces of any size. The format: https://www.postgresql.org/docs/current/sql-copy.html
/// </summary>
internal sealed class CopyRowCounter
{
    private const int SignatureAndFlags = 15;

    private readonly byte[] _number = new byte[4];
    private Awaited _awaited = Awaited.HeaderExtension;
    private long _skip = SignatureAndFlags;
    private int _have;
    private int _fields;

    private enum Awaited
    {
        HeaderExtension,
        FieldCount,
        FieldLength,
        Nothing,
    }

    public long Rows { get; private set; }

    /// <summary>The end mark was seen.</summary>
    public bool IsComplete => _awaited == Awaited.Nothing;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _awaited != Awaited.Nothing)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            var length = _awaited == Awaited.FieldCount ? 2 : 4;
            var taken = Math.Min(length - _have, bytes.Length);
            bytes[..taken].CopyTo(_number.AsSpan(_have));
            bytes = bytes[taken..];
            _have += taken;
            if (_have == length)
            {
                _have = 0;
                Take();
            }
        }
    }

    private void Take()
    {
        switch (_awaited)
        {
            case Awaited.HeaderExtension:
                _skip = BinaryPrimitives.ReadInt32BigEndian(_number);
                _awaited = Awaited.FieldCount;
                break;
            case Awaited.FieldCount:
                _fields = BinaryPrimitives.ReadInt16BigEndian(_number);
                Rows += _fields < 0 ? 0 : 1;
                _awaited = _fields < 0 ? Awaited.Nothing : _fields == 0 ? Awaited.FieldCount : Awaited.FieldLength;
                break;
            case Awaited.FieldLength:
                _skip = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_number));
                _awaited = --_fields == 0 ? Awaited.FieldCount : Awaited.FieldLength;
                break;
        }
    }
}
