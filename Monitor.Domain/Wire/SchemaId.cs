using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.Wire;

/// <summary>The name of an order of series: the first 8 bytes of SHA-256 over their names and labels, length-prefixed, as 16 lower-case hex digits.</summary>
public static class SchemaId
{
    public static string Of(IReadOnlyList<WireSeries> series)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var one in series)
        {
            Append(hash, one.Metric);
            AppendLength(hash, one.Labels.Count);
            foreach (var (name, value) in one.Labels)
            {
                Append(hash, name);
                Append(hash, value);
            }
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..8]);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AppendLength(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendLength(IncrementalHash hash, int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
