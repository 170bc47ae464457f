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
            catch (Exception fault) when (DatabaseOutage.Is(fault) && !DatabaseLimit.IsReached(fault) && !context.Response.HasStarted)
            {
                // The pattern, not the address: that of a rating or an invitation is a secret.
                var page = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                logger.LogError(fault, "{Page} could not be drawn: the database does not answer", page ?? "A page");
                context.Response.Clear();
                await SayAsync(context, gate.Absence?.Since);
            }
        });
    }

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
