namespace Monitor.Web.Hosting;

/// <summary>Told to every browser with every answer. Scripts come from here alone; the charts and the component library write style attributes.</summary>
internal static class SecurityHeaders
{
    private const string SandboxPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
    private const string StrictTransport = "max-age=31536000; includeSubDomains";
    private static readonly object IsSandboxed = new();

    private static readonly (string, string)[] OfPlain = [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")];
    private static readonly (string, string)[] OfEncrypted = [.. OfPlain, ("Strict-Transport-Security", StrictTransport)];

    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Set when the answer begins, because an error handler clears what was set before it.</summary>
    public static void Use(WebApplication app) =>
        app.Use((context, next) =>
        {
            context.Response.OnStarting(Set, context);
            return next(context);
        });

    /// <summary>For what came from outside and is only passed on: should a browser show it in spite of all, it has no rights and no origin.</summary>
    public static void Sandbox(HttpContext context) => context.Items[IsSandboxed] = true;

    /// <summary>For an endpoint that is answered before the pipeline, and to programs alone: what counts there.</summary>
    public static void SetForProgram(HttpContext context)
    {
        foreach (var (name, value) in ForProgram(context.Request.IsHttps))
        {
            context.Response.Headers[name] = value;
        }
    }

    /// <summary>The same by themselves, for who writes an answer without the web server.</summary>
    public static IReadOnlyList<(string Name, string Value)> ForProgram(bool isEncrypted) => isEncrypted ? OfEncrypted : OfPlain;

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Items.ContainsKey(IsSandboxed) ? SandboxPolicy : ContentPolicy;
        headers.XContentTypeOptions = "nosniff";

        // A page whose address is a secret says less.
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        SetStrictTransport(context);
        return Task.CompletedTask;
    }

    private static void SetStrictTransport(HttpContext context)
    {
        if (context.Request.IsHttps)
        {
            context.Response.Headers.StrictTransportSecurity = StrictTransport;
        }
    }
}
