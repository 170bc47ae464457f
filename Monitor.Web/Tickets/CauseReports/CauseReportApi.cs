using System.Security.Claims;
using System.Text;
using Microsoft.OpenApi;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>Root cause reports over HTTP: what the pages show as figures, or as one file of HTML to print and pass on.</summary>
internal static class CauseReportApi
{
    private const string Html = "html";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/tickets/{number:int}/report", CaseAsync).RequireAuthorization(Permissions.TicketsRead).WithTags("tickets")
            .WithSummary("The root cause report of a ticket, `format` json or html.");
        app.MapGet("/api/v1/tickets/report/causes", PeriodAsync).RequireAuthorization(Permissions.TicketsReport).WithTags("tickets")
            .WithSummary("The root causes of a period, `format` json or html.").AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters ??= [];
                foreach (var (name, help) in PeriodAddress.Names.Where(n => n.Name != "zone"))
                {
                    operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = help, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
                }

                return Task.CompletedTask;
            });
    }

    private static async Task<IResult> CaseAsync(
        int number, HttpContext http, ClaimsPrincipal user, AccessGate gate, CaseReader reader, ReportQueries zones, TimeProvider time, CancellationToken cancellationToken,
        string format = "json", string? zone = null)
    {
        if (format is not ("json" or Html))
        {
            return InvalidFormat;
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsRead, cancellationToken);
        if (await zones.ZoneAsync(actor, zone, cancellationToken) is not { } named)
        {
            return InvalidZone;
        }

        if (await reader.ReadAsync(actor, number, cancellationToken) is not { } facts)
        {
            return TypedResults.Problem(TicketOutcome.NotFound.Message, statusCode: 404, title: "No such ticket", type: "/problems/not-found");
        }

        return format == Html
            ? File(http, CasePaper.Of(facts, time.GetUtcNow(), new PaperTimes(named)), $"root-cause-{IdText.Of(number)}.html", actor)
            : TypedResults.Ok<object>(facts with { Pack = null });
    }

    private static async Task<IResult> PeriodAsync(
        HttpContext http, ClaimsPrincipal user, AccessGate gate, PeriodReader reader, ReportQueries zones, TimeProvider time, CancellationToken cancellationToken,
        string format = "json", string? zone = null)
    {
        var (ask, hostId, errors) = PeriodAddress.Read(http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));
        if (errors.Count > 0 || format is not ("json" or Html))
        {
            return errors.Count > 0 ? TicketsApi.Invalid(string.Join(' ', errors)) : InvalidFormat;
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsReport, cancellationToken);
        if (await zones.ZoneAsync(actor, zone, cancellationToken) is not { } named)
        {
            return InvalidZone;
        }

        var (now, days) = (time.GetUtcNow(), ask.DaysAt(time.GetUtcNow(), named));
        if (await reader.ReadAsync(actor, new OccurrenceFilter { HostId = hostId, GroupId = ask.GroupId }, days.From, days.To, now, cancellationToken) is not { } facts)
        {
            return TypedResults.Problem("There is no such host or group, or it is not yours to see.", statusCode: 404, title: "Not found", type: "/problems/not-found");
        }

        return format == Html ? File(http, PeriodPaper.Of(facts, now, new PaperTimes(named)), "root-causes.html", actor) : TypedResults.Ok<object>(facts);
    }

    private static IResult File(HttpContext http, Paper paper, string name, Actor actor)
    {
        SecurityHeaders.Sandbox(http);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(PaperHtml.Write(paper, $"Written by Monitor for {actor.Name}.")), "text/html; charset=utf-8", name);
    }

    private static IResult InvalidFormat => TicketsApi.Invalid("`format` is json or html.");

    private static IResult InvalidZone => TicketsApi.Invalid("`zone` is the name of a time zone, such as Europe/Berlin.");
}
