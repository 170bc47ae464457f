using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.Access;

/// <summary>
/// The six digits that an authenticator app shows: a time-based one-time password by RFC 6238 over HMAC-SHA-1, which is what all apps agree on, anew every 30 s.
/// </summary>
public static class TimeCode
{
    /// <summary>Bytes of a secret: as long as the hash, as RFC 4226 asks for.</summary>
    public const int SecretLength = 20;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>How many periods a clock may be off, either way.</summary>
    private const int Tolerance = 1;

    /// <summary>The number of a period since 1970.</summary>
    public static long StepOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / (long)Period.TotalSeconds;

    public static string At(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The period whose code this is, of now and one either side; null when it is none of theirs. Takes the same time for every wrong code.</summary>
    public static long? Find(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        var given = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepOf(now) - Tolerance; step <= StepOf(now) + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(At(secret, step))))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>What an app reads from the picture: the secret, and for whom and where it is.</summary>
    /// <param name="site">The host's name of this installation.</param>
    public static string Address(ReadOnlySpan<byte> secret, string userName, string site) =>
        $"otpauth://totp/{Uri.EscapeDataString($"Monitor {site}")}:{Uri.EscapeDataString(userName)}?secret={Base32.Encode(secret)}&issuer={Uri.EscapeDataString($"Monitor {site}")}";
}
