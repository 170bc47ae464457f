using Monitor.Domain.Metrics;

namespace Monitor.Web.Metrics;

/// <summary>Names of hosts, groups and tags: text from outside that is stored as it is, within limits.</summary>
internal static class NameCheck
{
    /// <summary>The name without spaces around it, or null where it is none: empty, too long, or with NUL or half of a character in it.</summary>
    public static string? Clean(string? name, int maximumLength)
    {
        var trimmed = name?.Trim();
        return string.IsNullOrEmpty(trimmed) || trimmed.Length > maximumLength || trimmed.Contains('\0') || !WholeText.Is(trimmed) ? null : trimmed;
    }
}
