using System.Buffers.Binary;
using System.Numerics;

namespace Monitor.Agent.Delivery;

/// <summary>
/// The form of a record in a spool segment: magic (4), payload length (4), CRC-32C over all that follows but the state (4), state (1), kind (1), batch
/// number (8), payload. The state lies outside the CRC because it alone is changed in place, when the server has acknowledged the record.
/// </summary>
internal static class SpoolRecord
{
    public const int HeaderBytes = 22;
    public const int StateOffset = 12;

    /// <summary>The two states differ in all eight bits: a flipped bit never turns what is pending into done.</summary>
    public const byte Pending = 0x5A;
    public const byte Done = 0xA5;

    public const byte Mergeable = 1;
    public const byte Alone = 2;

    public const int MostPayloadBytes = 512 * 1024;

    /// <summary>No UTF-8 text contains these bytes, so no payload looks like the start of a record.</summary>
    public static ReadOnlySpan<byte> Magic => [0xF7, 0x4D, 0xFB, 0x01];

    public static void Write(Span<byte> into, long seq, byte kind, ReadOnlySpan<byte> payload)
    {
        Magic.CopyTo(into);
        BinaryPrimitives.WriteInt32LittleEndian(into[4..], payload.Length);
        into[StateOffset] = Pending;
        into[13] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(into[14..], seq);
        payload.CopyTo(into[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Checksum(into[..(HeaderBytes + payload.Length)]));
    }

    /// <summary>False where no whole and sound record starts.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out long seq, out byte kind, out bool isDone, out int length)
    {
        seq = 0;
        kind = 0;
        isDone = false;
        length = 0;
        if (data.Length < HeaderBytes || !data.StartsWith(Magic))
        {
            return false;
        }

        var payload = BinaryPrimitives.ReadInt32LittleEndian(data[4..]);
        if (payload is < 0 or > MostPayloadBytes || payload > data.Length - HeaderBytes)
        {
            return false;
        }

        length = HeaderBytes + payload;
        if (Checksum(data[..length]) != BinaryPrimitives.ReadUInt32LittleEndian(data[8..]))
        {
            return false;
        }

        isDone = data[StateOffset] == Done;
        kind = data[13];
        seq = BinaryPrimitives.ReadInt64LittleEndian(data[14..]);
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(record[4..]));
        var rest = record[13..];
        while (rest.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[8..];
        }

        foreach (var one in rest)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}
