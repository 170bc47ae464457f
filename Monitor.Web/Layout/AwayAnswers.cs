using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Layout;

/// <summary>
/// A person who opens a page while the database does not answer hears so: at once when it is known already, else as soon as the page has found out. Comes before
/// everything that asks the database who is there. Programs get their own answers.
/// </summary>
internal static class AwayAnswers
{
    private const string Again = "monitor.again";
    private static readonly string[] Programs = ["/api", "/_blazor", "/_framework", "/health", "/metrics", "/openapi"];

    public static void UseAwayPage(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<IngestGate>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AwayAnswers));
        app.Use(async (context, next) =>
        {
            if (!IsPage(context.Request))
            {
                await next(context);
                return;
            }

            if (gate.Absence is { IsSilent: true } absence)
            {
                await SayAsync(context, absence.Since);
                return;
            }

            try
            {
                await next(context);
            }
            catch (Exception fault) when (DatabaseOutage.IsForgotten(fault) && MayAskAgain(context))
            {
                logger.LogWarning(fault, "{Page} is asked for once more: its connection to the database forgot what was prepared on it", PageOf(context));
                AskAgain(context);
            }
            catch (Exception fault) when (DatabaseOutage.Is(fault) && !DatabaseLimit.IsReached(fault) && !context.Response.HasStarted)
            {
                logger.LogError(fault, "{Page} could not be drawn: the database does not answer", PageOf(context));
                context.Response.Clear();
                await SayAsync(context, gate.Absence?.Since);
            }
        });
    }

    /// <summary>Once within some seconds, so that a browser is never sent round and round; and not to what would be read as the name of another server.</summary>
    private static bool MayAskAgain(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && !context.Response.HasStarted && !context.Request.Cookies.ContainsKey(Again)
        && context.Request.Path.Value?.StartsWith("//", StringComparison.Ordinal) != true;

    /// <summary>On a new connection the same question is answered.</summary>
    private static void AskAgain(HttpContext context)
    {
        context.RequestServices.GetRequiredService<Databases>().AfterStopped();
        context.Response.Clear();
        context.Response.Cookies.Append(Again, "1", new CookieOptions { MaxAge = TimeSpan.FromSeconds(5), HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax });
        context.Response.Redirect(context.Request.GetEncodedPathAndQuery());
    }

    /// <summary>The pattern, not the address: that of a rating or an invitation is a secret.</summary>
    private static string PageOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "A page";

    private static bool IsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !Programs.Any(p => request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));

    private static Task SayAsync(HttpContext context, DateTimeOffset? since)
    {
        context.RequestServices.GetRequiredService<UserZone>().Set(Uri.UnescapeDataString(context.Request.Cookies["monitor.zone"] ?? ""));
        context.Response.Headers.RetryAfter = AwayPage.SecondsToRetry;
        context.Response.Headers.CacheControl = "no-store";
        var isDark = context.Request.Cookies["monitor.theme"] == "standard-dark";
        var parameters = new Dictionary<string, object?> { [nameof(AwayPage.Since)] = since, [nameof(AwayPage.IsDark)] = isDark };
        return new RazorComponentResult<AwayPage>(parameters) { StatusCode = StatusCodes.Status503ServiceUnavailable }.ExecuteAsync(context);
    }
}
