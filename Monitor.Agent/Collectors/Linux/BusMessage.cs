using System.Buffers.Binary;
using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>
/// Messages of the system bus, as much of them as one question needs (the D-Bus Specification, "Message Protocol"): little-endian, each value aligned to its
/// own size from the start of the message, header fields to 8 bytes.
/// </summary>
internal static class BusMessage
{
    public const int FixedHeader = 16;
    private const byte Call = 1, Return = 2, Failure = 3;

    /// <summary>A call whose only argument, if it has one, is a list of texts.</summary>
    public static byte[] Ask(uint serial, string destination, string path, string @interface, string member, params string[] texts)
    {
        var body = new MemoryStream();
        if (texts.Length > 0)
        {
            Number(body, 0);
            foreach (var text in texts)
            {
                Text(body, text);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(body.GetBuffer(), (uint)body.Length - 4);
        }

        var message = new MemoryStream();
        message.Write([(byte)'l', Call, 0, 1]);
        Number(message, (uint)body.Length);
        Number(message, serial);
        Number(message, 0);
        Field(message, 1, "o", path);
        Field(message, 2, "s", @interface);
        Field(message, 3, "s", member);
        Field(message, 6, "s", destination);
        if (texts.Length > 0)
        {
            Field(message, 8, "g", "as");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(message.GetBuffer().AsSpan(12), (uint)message.Length - FixedHeader);
        Align(message, 8);
        body.WriteTo(message);
        return message.ToArray();
    }

    /// <summary>The whole length by the fixed header, or -1 for what is no little-endian message of version 1 or is longer than <paramref name="most"/>.</summary>
    public static int LengthOf(ReadOnlySpan<byte> header, int most)
    {
        if (header.Length < FixedHeader || header[0] != 'l' || header[3] != 1)
        {
            return -1;
        }

        var length = FixedHeader + (ulong)((BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) + 7L) & ~7L) + BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        return length <= (ulong)most ? (int)length : -1;
    }

    /// <summary>True for the answer to a call; the body is empty and <paramref name="isFailure"/> true where it is an error.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> message, uint serial, out bool isFailure, out ReadOnlySpan<byte> body)
    {
        isFailure = message[1] == Failure;
        body = default;
        if (message[1] is not (Return or Failure) || ReplySerial(message) != serial)
        {
            return false;
        }

        body = isFailure ? default : message[^(int)BinaryPrimitives.ReadUInt32LittleEndian(message[4..])..];
        return true;
    }

    private static uint? ReplySerial(ReadOnlySpan<byte> message)
    {
        var end = FixedHeader + (int)BinaryPrimitives.ReadUInt32LittleEndian(message[12..]);
        var reader = new BusReader(message[..end], FixedHeader);
        while (reader.Align(8) && reader.Byte(out var code) && reader.Signature(out var type))
        {
            if (type.SequenceEqual("u"u8) && reader.Number(out var number))
            {
                if (code == 5)
                {
                    return number;
                }
            }
            else if (!(type.SequenceEqual("g"u8) ? reader.Signature(out _) : (type.SequenceEqual("s"u8) || type.SequenceEqual("o"u8)) && reader.Text(out _)))
            {
                return null;
            }
        }

        return null;
    }

    private static void Field(MemoryStream message, byte code, string type, string value)
    {
        Align(message, 8);
        message.WriteByte(code);
        Signature(message, type);
        if (type == "g")
        {
            Signature(message, value);
        }
        else
        {
            Text(message, value);
        }
    }

    private static void Signature(MemoryStream message, string value)
    {
        message.WriteByte((byte)value.Length);
        message.Write(Encoding.ASCII.GetBytes(value));
        message.WriteByte(0);
    }

    private static void Text(MemoryStream message, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Number(message, (uint)bytes.Length);
        message.Write(bytes);
        message.WriteByte(0);
    }

    private static void Number(MemoryStream message, uint value)
    {
        Align(message, 4);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        message.Write(bytes);
    }

    private static void Align(MemoryStream message, int to)
    {
        while (message.Length % to != 0)
        {
            message.WriteByte(0);
        }
    }
}
