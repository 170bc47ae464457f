using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.Wire;

/// <summary>
/// Binds a command to the host and the key that the agent just used: HMAC-SHA256 (RFC 2104), keyed with the SHA-256 of the key's secret, over all that the
/// command says, length-prefixed. A command for another host, or from before the key was changed, has another seal.
/// </summary>
public static class CommandSeal
{
    private static ReadOnlySpan<byte> Purpose => "monitor command 1"u8;

    /// <param name="keyHash">SHA-256 of the secret of the agent's key.</param>
    public static string Of(ReadOnlySpan<byte> keyHash, int hostId, WireCommand command)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keyHash);
        mac.AppendData(Purpose);
        Append(mac, hostId);
        Append(mac, command.Id.ToString("N"));
        Append(mac, command.Action);
        Append(mac, command.Parameter is null ? 0 : 1);
        Append(mac, command.Parameter ?? "");
        Append(mac, command.DryRun ? 1 : 0);
        Append(mac, command.Expires);
        return Base64Url.EncodeToString(mac.GetHashAndReset());
    }

    /// <summary>Takes the same time for every wrong seal.</summary>
    public static bool Holds(ReadOnlySpan<byte> keyHash, int hostId, WireCommand command) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(keyHash, hostId, command)), Encoding.UTF8.GetBytes(command.Seal));

    private static void Append(IncrementalHash mac, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(mac, bytes.Length);
        mac.AppendData(bytes);
    }

    private static void Append(IncrementalHash mac, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        mac.AppendData(bytes);
    }
}
