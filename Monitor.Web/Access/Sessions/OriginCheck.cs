namespace Monitor.Web.Access.Sessions;

/// <summary>Browsers send cookies with a WebSocket handshake from any page; the Origin header tells whose page it is.</summary>
internal static class OriginCheck
{
    public static bool IsOwn(HttpRequest request, string? publicUrl)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0)
        {
            return true;
        }

        var own = $"{request.Scheme}://{request.Host.Value}";
        return origins.Count == 1 && origins[0] is { } origin
            && (string.Equals(origin, own, StringComparison.OrdinalIgnoreCase)
                || (Uri.TryCreate(publicUrl, UriKind.Absolute, out var known)
                    && string.Equals(origin, known.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)));
    }
}
