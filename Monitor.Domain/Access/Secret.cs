using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.Access;

/// <summary>
/// A credential as text <c>prefix_id_secret</c>: the id finds the row, the 256-bit random secret (base64url) is compared as SHA-256 in constant time.
/// Only the hash is ever stored.
/// </summary>
public readonly record struct Secret(string Prefix, int Id, string Text)
{
    /// <summary>Prefix of an agent's key.</summary>
    public const string AgentKeyPrefix = "mka";

    /// <summary>Prefix of a one-time enrolment token.</summary>
    public const string EnrolmentPrefix = "mke";

    /// <summary>Prefix of a person's API token.</summary>
    public const string ApiTokenPrefix = "mkt";

    /// <summary>Prefix of an invitation.</summary>
    public const string InvitationPrefix = "mki";

    /// <summary>Prefix of a link with which a requester rates how a ticket was solved.</summary>
    public const string RatingPrefix = "mkr";

    /// <summary>A new random secret text, 43 characters of base64url.</summary>
    public static string NewText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a credential; false for anything that has not exactly this form and prefix.</summary>
    public static bool TryParse(string? credential, string prefix, out Secret secret)
    {
        secret = default;
        if (credential is null || credential.Length is > 200 || credential.Length <= prefix.Length
            || !credential.StartsWith(prefix, StringComparison.Ordinal) || credential[prefix.Length] != '_')
        {
            return false;
        }

        var rest = credential.AsSpan(prefix.Length + 1);
        var end = rest.IndexOf('_');
        if (end <= 0 || !int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || rest.Length - end - 1 < 43)
        {
            return false;
        }

        secret = new Secret(prefix, id, rest[(end + 1)..].ToString());
        return true;
    }

    /// <summary>The id of a credential somewhere in a text, its secret unread; null where there is none.</summary>
    public static int? IdIn(ReadOnlySpan<char> text, ReadOnlySpan<char> prefix)
    {
        var start = text.IndexOf(prefix);
        if (start < 0 || text.Length <= start + prefix.Length || text[start + prefix.Length] != '_')
        {
            return null;
        }

        var rest = text[(start + prefix.Length + 1)..];
        return rest.IndexOf('_') is > 0 and var end && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>True when the secret's hash is the stored one; takes the same time for every wrong secret.</summary>
    public bool Matches(ReadOnlySpan<byte> storedHash)
    {
        // A credential has at most 200 characters, of up to 3 bytes.
        Span<byte> text = stackalloc byte[600];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(Text, text)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, storedHash);
    }

    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}_{Id}_{Text}");

    /// <summary>Never the secret itself, so that it cannot reach a log.</summary>
    public override string ToString() => $"{Prefix}_{Id}_…";
}
