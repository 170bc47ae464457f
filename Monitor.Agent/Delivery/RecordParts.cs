using System.Buffers.Binary;

namespace Monitor.Agent.Delivery;

/// <summary>Walks the parts of a record's payload.</summary>
internal ref struct RecordParts(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public PartKind Kind { get; private set; }

    public ReadOnlySpan<byte> Json { get; private set; }

    /// <summary>The schema id of a tick, in ASCII.</summary>
    public ReadOnlySpan<byte> Schema { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < 5)
        {
            return false;
        }

        Kind = (PartKind)_rest[0];
        var length = BinaryPrimitives.ReadInt32LittleEndian(_rest[1..]);
        if (length < 0 || length > _rest.Length - 5)
        {
            return false;
        }

        var bytes = _rest.Slice(5, length);
        var prefix = Kind == PartKind.Tick ? Math.Min(RecordBuilder.SchemaIdLength, length) : 0;
        Schema = bytes[..prefix];
        Json = bytes[prefix..];
        _rest = _rest[(5 + length)..];
        return true;
    }
}
