using System.Net;

namespace Monitor.Agent.Delivery;

/// <summary>Where the server is. Plain http is for this very machine only: beyond it, key and data would cross the network in the open.</summary>
internal static class ServerAddress
{
    /// <summary>Null, and what to do about it, where the address will not do.</summary>
    public static Uri? TryParse(string text, out string problem)
    {
        problem = "";
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            problem = $"'{text}' is not an address of a server: give it as https://monitor.example.org:5443";
            return null;
        }

        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            problem = "The server's address holds a user, a query or a fragment: give only scheme, name and port";
            return null;
        }

        if (uri.Scheme == "http" && !IsThisMachine(uri))
        {
            problem = $"'{text}' is plain http to another machine: use https (start the server with --listen; it makes its certificate, and the enrolment token carries its fingerprint)";
            return null;
        }

        return new Uri(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    private static bool IsThisMachine(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
