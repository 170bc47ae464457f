namespace Monitor.Web.Components;

/// <summary>
/// Which addresses of other people's texts become links: http, https and mail, and pages of this site. What is not certain is no link; the text stays as it was
/// typed.
/// </summary>
public static class SafeLink
{
    private const int Longest = 2000;

    /// <summary>The address as it is written into the link; null: it is none.</summary>
    public static string? Read(string? url)
    {
        if (url is not { Length: > 0 and <= Longest } || url.Any(Tricks))
        {
            return null;
        }

        if (url[0] == '/')
        {
            return url.Length == 1 || url[1] != '/' ? url : null;
        }

        // Written out, and not what Uri finds: a browser passes over characters that Uri takes for part of the scheme's name, and the other way round.
        if (!Begins(url, "http://") && !Begins(url, "https://") && !Begins(url, "mailto:"))
        {
            return null;
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeMailto ? IsMail(uri, url) : IsWeb(uri)) ? uri.AbsoluteUri : null;
    }

    /// <summary>True for an address that leads away from this site.</summary>
    public static bool LeadsAway(string href) => href[0] != '/';

    private static bool Begins(string url, string scheme) => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private static bool IsWeb(Uri uri) => uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0;

    /// <summary>No line breaks in disguise: they would be headers of their own in some mail programs.</summary>
    private static bool IsMail(Uri uri, string url) => uri.Host.Length > 0 && !url.Contains("%0", StringComparison.Ordinal);

    /// <summary>Spaces, control and direction characters, the backslash that browsers read as a slash, and what begins an element or ends an attribute.</summary>
    private static bool Tricks(char c) =>
        char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '<' or '>' or '"' or '`'
        || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format;
}
