using System.Security.Cryptography;

namespace Monitor.Domain.Access;

/// <summary>
/// A code that stands in, once, for an app that is lost: 120 random bits, so that a plain hash is as good as a slow one (OWASP ASVS 5.0, 6.5.2). Written in groups of four; read as people type it.
/// </summary>
public static class RecoveryCode
{
    /// <summary>How many a person gets.</summary>
    public const int Count = 8;

    private const int Length = 24;

    public static string New() => string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(Length * 5 / 8)).Chunk(4).Select(g => new string(g)));

    /// <summary>Null for what has not the form of one.</summary>
    public static string? Hash(string typed)
    {
        var bare = new string([.. typed.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        return bare.Length == Length ? Convert.ToHexString(Secret.Hash(bare)) : null;
    }
}
