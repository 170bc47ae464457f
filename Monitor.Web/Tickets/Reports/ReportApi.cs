using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Reports;

/// <summary>The report over HTTP, and as a file: the figures of the page, for the same address.</summary>
internal static class ReportApi
{
    private const string ZoneName = "zone";

    public static void Map(IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/api/v1/tickets").RequireAuthorization(Permissions.TicketsReport).WithTags("tickets");
        Describe(reports.MapGet("/report", GetAsync).WithSummary("Figures over the tickets that the caller sees: created, solved, open, times, promises, ratings."));
        Describe(reports.MapGet("/report/export", ExportAsync).WithSummary("The report as a file, CSV or JSON."));
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> GetAsync(
        HttpRequest http, ClaimsPrincipal user, AccessGate gate, ReportQueries reports, CancellationToken cancellationToken)
    {
        var (ask, errors) = Read(http);
        if (errors.Count > 0)
        {
            return TicketsApi.Invalid(string.Join(' ', errors));
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsReport, cancellationToken);
        return await reports.ZoneAsync(actor, http.Query[ZoneName], cancellationToken) is { } zone
            ? TypedResults.Ok(ReportShape.Of(await reports.ReadAsync(actor, ask, zone, cancellationToken), zone))
            : InvalidZone();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(
        HttpRequest http, ClaimsPrincipal user, AccessGate gate, ReportQueries reports, CancellationToken cancellationToken, string format = "csv")
    {
        var (ask, errors) = Read(http);
        if (errors.Count > 0 || format is not ("csv" or "json"))
        {
            return TicketsApi.Invalid(errors.Count > 0 ? string.Join(' ', errors) : "`format` is csv or json.");
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsReport, cancellationToken);
        if (await reports.ZoneAsync(actor, http.Query[ZoneName], cancellationToken) is not { } zone)
        {
            return InvalidZone();
        }

        var figures = await reports.ReadAsync(actor, ask, zone, cancellationToken);
        return format == "csv"
            ? TypedResults.File(Encoding.UTF8.GetBytes(ReportShape.Csv(figures)), "text/csv; charset=utf-8", "report.csv")
            : TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(ReportShape.Of(figures, zone), JsonSerializerOptions.Web), "application/json; charset=utf-8", "report.json");
    }

    private static (ReportAsk Ask, IReadOnlyList<string> Errors) Read(HttpRequest http) =>
        ReportAddress.Read(http.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));

    private static ProblemHttpResult InvalidZone() => TicketsApi.Invalid("`zone` is the name of a time zone, such as Europe/Berlin.");

    private static void Describe(RouteHandlerBuilder route) => route.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.Parameters ??= [];
        foreach (var (name, help) in ReportAddress.Names.Append((ZoneName, "The time zone whose midnights divide the days; without it that of the caller's profile, else UTC.")))
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name, In = ParameterLocation.Query, Description = help, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    });
}
