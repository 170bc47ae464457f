using System.Globalization;

namespace Monitor.Domain.Access;

/// <summary>
/// What a password must be: long, and not one that everybody tries first. No rule about kinds of characters (NIST SP 800-63B, section 3.1.1.2;
/// OWASP ASVS 5.0, 6.2).
/// </summary>
public static class PasswordRule
{
    public const int MinimumLength = 12;

    /// <summary>Bounds the work that one guess can cause.</summary>
    public const int MaximumLength = 128;

    /// <summary>Why a password is refused, as a sentence for the person who chose it; null when it is good.</summary>
    public static string? Refuse(string? password, string userName)
    {
        if (password is null || new StringInfo(password).LengthInTextElements < MinimumLength)
        {
            return $"Choose a password of at least {MinimumLength} characters. A few unrelated words are easy to remember.";
        }

        if (password.Length > MaximumLength)
        {
            return $"Choose a password of at most {MaximumLength} characters.";
        }

        var plain = password.Trim().ToLowerInvariant();
        if (plain.Distinct().Count() < 5 || IsSequence(plain) || CommonPasswords.Contains(plain))
        {
            return "This password is among those that are tried first. Choose another, for example a few unrelated words.";
        }

        return userName.Length > 3 && plain.Contains(userName, StringComparison.OrdinalIgnoreCase)
            ? "The password must not contain the user name."
            : null;
    }

    /// <summary>True when each character follows the one before it, as in 123456789012 or lkjihgfedcba.</summary>
    private static bool IsSequence(string text) =>
        text.Zip(text.Skip(1)).All(p => p.Second - p.First is 1 or -9) || text.Zip(text.Skip(1)).All(p => p.Second - p.First is -1 or 9);
}
