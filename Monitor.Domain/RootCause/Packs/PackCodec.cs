using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>A pack as bytes: a byte of the version, the length unpacked (4 bytes, little-endian), Brotli of its JSON.</summary>
public static class PackCodec
{
    private const int Head = 5;

    /// <summary>Smaller than the middle costs three times as long here and saves a twentieth.</summary>
    private const int Quality = 5;

    /// <summary>No pack is larger unpacked: what claims to be is no pack.</summary>
    private const int MostUnpacked = 16 << 20;

    public static byte[] Encode(EvidencePack pack)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(pack, PackJson.Default.EvidencePack);
        var packed = new byte[Head + BrotliEncoder.GetMaxCompressedLength(json.Length)];
        packed[0] = EvidencePack.CurrentVersion;
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(1), json.Length);
        return BrotliEncoder.TryCompress(json, packed.AsSpan(Head), out var length, Quality, 22)
            ? packed[..(Head + length)]
            : throw new InvalidOperationException("Brotli did not pack the evidence.");
    }

    /// <summary>Throws <see cref="FormatException"/> for bytes that are no pack of a known version.</summary>
    public static EvidencePack Decode(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < Head || packed[0] != EvidencePack.CurrentVersion)
        {
            throw new FormatException("This evidence was written by another version.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(packed[1..]);
        if (length is < 2 or > MostUnpacked)
        {
            throw new FormatException("This evidence is damaged.");
        }

        var json = new byte[length];
        if (!BrotliDecoder.TryDecompress(packed[Head..], json, out var written) || written != length)
        {
            throw new FormatException("This evidence is damaged.");
        }

        try
        {
            return JsonSerializer.Deserialize(json, PackJson.Default.EvidencePack) ?? throw new FormatException("This evidence is damaged.");
        }
        catch (JsonException damaged)
        {
            throw new FormatException("This evidence is damaged.", damaged);
        }
    }
}

/// <summary>How packs are written as JSON, stored and exported: names in camel case, units by name, nothing that is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EvidencePack))]
public sealed partial class PackJson : JsonSerializerContext;
