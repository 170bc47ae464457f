using System.Security.Claims;
using System.Text;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>The status report over HTTP: its figures, or one file of HTML to print and pass on.</summary>
internal static class StatusReportApi
{
    public const string Path = "/api/v1/reports/status";

    private const string Html = "html";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet(Path, ReadAsync).RequireAuthorization(Permissions.HostsRead).WithTags("reports")
        .WithSummary("How a host, a group or everything is, will be and was; `format` json or html.").Produces<StatusFacts>().ProducesProblem(400).ProducesProblem(404);

    /// <summary>Where the page's buttons lead.</summary>
    public static string Address(StatusAsk ask, string format, TimeZoneInfo zone) => $"{Path}{ask.Query}{(ask.Query.Length == 0 ? "?" : "&")}format={format}&zone={Uri.EscapeDataString(zone.Id)}";

    private static async Task<IResult> ReadAsync(
        HttpContext http, ClaimsPrincipal user, AccessGate gate, StatusReader reader, ReportQueries zones, TimeProvider time, CancellationToken cancellationToken,
        int? host = null, int? group = null, string format = "json", string? zone = null)
    {
        if (format is not ("json" or Html) || (host is not null && group is not null))
        {
            return Problem(400, "request-invalid", "The request is not valid", "`format` is json or html; `host` or `group` is an id, not both.");
        }

        var actor = await gate.RequireAsync(user, Permissions.HostsRead, cancellationToken);
        if (await zones.ZoneAsync(actor, zone, cancellationToken) is not { } named)
        {
            return Problem(400, "request-invalid", "The request is not valid", "`zone` is the name of a time zone, such as Europe/Berlin.");
        }

        var (ask, now) = (new StatusAsk(host, group), time.GetUtcNow());
        if (await reader.ReadAsync(actor, ask, now, cancellationToken) is not { } facts)
        {
            return Problem(404, "not-found", "Not found", "There is no such host or group, or it is not yours to see.");
        }

        http.Response.Headers.CacheControl = "no-store";
        if (format != Html)
        {
            return TypedResults.Ok(facts);
        }

        SecurityHeaders.Sandbox(http);
        var html = PaperHtml.Write(StatusPaper.Of(facts, new PaperTimes(named)), $"Written by Monitor for {actor.Name}.");
        return TypedResults.File(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", $"{ask.FileName}.html");
    }

    private static IResult Problem(int status, string slug, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title, type: $"/problems/{slug}");
}
