using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules;

namespace Monitor.Web.Logs.Desk;

/// <param name="Partial">The search stopped at its budget: there may be more from <paramref name="Next"/> on.</param>
internal sealed record LogListItem(IReadOnlyList<LogItem> Items, string? Next, bool Partial);

internal sealed record LogSourceItem(
    int Id, int HostId, string Host, string Kind, string Name, string Retention, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, long Lines, long Dropped, long Hostile,
    DateTimeOffset? BlockedAt, string? BlockReason);

internal sealed record LogSourceListItem(IReadOnlyList<LogSourceItem> Items, string? Next);

internal sealed record LogTemplateItem(
    int Id, string Program, string Pattern, string Severity, DateTimeOffset FirstSeenAt, int? FirstHostId, string? FirstHost, DateTimeOffset LastSeenAt, long Lines);

internal sealed record LogTemplateListItem(IReadOnlyList<LogTemplateItem> Items, string? Next);

internal readonly record struct LogSourceParameters(int? Host, string? Name, string? Trouble, int? Limit, string? After);

internal readonly record struct LogTemplateParameters(string? Text, string? Program, string? Level, string? Order, int? Limit, string? After);

/// <summary><c>GET /api/v1/logs</c> and what belongs to it: lines, their export, sources and templates. What is outside of the caller's scope is not there.</summary>
internal static class LogsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/logs").RequireAuthorization(Permissions.LogsRead).WithTags("logs");
        api.MapGet("/", ListAsync).WithSummary("Lines of logs, the newest first.").Produces<LogListItem>().ProducesProblem(400).ProducesProblem(404);
        api.MapPost("/export", ExportAsync).WithSummary($"The same as a file, CSV, NDJSON or plain text, at most {LogExport.Most:N0} lines.").ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/sources", SourcesAsync).WithSummary("Where lines come from, with what was kept, dropped and hostile.").Produces<LogSourceListItem>().ProducesProblem(400).ProducesProblem(404);
        api.MapGet("/templates", TemplatesAsync).WithSummary("The forms that lines have, with how many there were.").Produces<LogTemplateListItem>().ProducesProblem(400);
    }

    /// <summary>For people: a browser's session only reads where programs call, so the page sends a form with its token here.</summary>
    public static void MapForm(IEndpointRouteBuilder app) =>
        app.MapPost("/logs/export", async (
            HttpContext context, IAntiforgery antiforgery, AccessGate gate, LogDesk desk, LogExport export, TimeProvider time, [AsParameters] LogParameters query,
            CancellationToken cancellationToken) => await antiforgery.IsRequestValidAsync(context)
                ? await ExportAsync(context.User, gate, desk, export, time, query, cancellationToken)
                : TypedResults.Problem("The form is too old. Go back, reload the page and take the lines again.", statusCode: 400, title: "The form was not accepted", type: "/problems/form"))
            .RequireAuthorization(Permissions.LogsRead).ExcludeFromDescription();

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, AccessGate gate, LogDesk desk, TimeProvider time, [AsParameters] LogParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.LogsRead, cancellationToken);
        if (query.Limit is < 1 or > LogDesk.LargestPage)
        {
            return Invalid($"'limit' is 1 to {LogDesk.LargestPage}.");
        }

        var (search, fault) = query.Read(time.GetUtcNow());
        if (search is null)
        {
            return Invalid(fault!);
        }

        var ready = await desk.PrepareAsync(actor, search, query.Limit ?? 100, cancellationToken);
        if (ready.Hosts.Count < search.HostIds.Count)
        {
            return NotFound;
        }

        var found = await desk.FindAsync(ready, cancellationToken);
        return TypedResults.Json(new LogListItem([.. found.Rows.Select(LogItem.Of)], found.Next is { } next ? LogPlaces.Text(next) : null, found.IsPartial));
    }

    private static async Task<IResult> ExportAsync(
        ClaimsPrincipal user, AccessGate gate, LogDesk desk, LogExport export, TimeProvider time, [AsParameters] LogParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.LogsRead, cancellationToken);
        var format = query.Format ?? "csv";
        var (search, fault) = query.Read(time.GetUtcNow());
        if (search is null || !LogExport.Formats.Contains(format))
        {
            return Invalid(fault ?? "'format' is csv, ndjson or text.");
        }

        var ready = await desk.PrepareAsync(actor, search, LogDesk.LargestPage, cancellationToken);
        if (ready.Hosts.Count < search.HostIds.Count)
        {
            return NotFound;
        }

        await export.RecordAsync(actor, search, ready, format, cancellationToken);
        return new LogFile(export, ready, format);
    }

    private static async Task<IResult> SourcesAsync(
        ClaimsPrincipal user, AccessGate gate, LogSourceDesk desk, [AsParameters] LogSourceParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.LogsRead, cancellationToken);
        if (query.Limit is < 1 or > LogSourceDesk.LargestPage || Number(query.After) is not { } after || query.Name?.Contains('\0') == true)
        {
            return Invalid($"'limit' is 1 to {LogSourceDesk.LargestPage}, 'after' the 'next' of the page before, 'name' a text without NUL.");
        }

        var trouble = LogSourceTrouble.Any;
        if (query.Trouble is not null && !RuleWords.TryChoice(query.Trouble, out trouble))
        {
            return Invalid("'trouble' is any, blocked, hostile or dropped.");
        }

        if (query.Host is { } host && !await desk.IsThereAsync(actor, host, cancellationToken))
        {
            return NotFound;
        }

        var page = await desk.ListAsync(actor, new LogSourceFilter(query.Host, query.Name, trouble, after == 0 ? null : after, query.Limit ?? 100), cancellationToken);
        return TypedResults.Json(new LogSourceListItem(
            [.. page.Items.Select(s => new LogSourceItem(
                s.Id, s.HostId, s.Host, LogLabels.KindKey(s.Kind), s.Name, s.Retention == LogRetention.Security ? "security" : "plain", s.FirstSeenAt, s.LastSeenAt, s.Lines, s.Dropped, s.Hostile,
                s.BlockedAt, s.BlockReason))],
            page.Next?.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> TemplatesAsync(
        ClaimsPrincipal user, AccessGate gate, LogTemplateReader reader, [AsParameters] LogTemplateParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.LogsRead, cancellationToken);
        var order = LogTemplateOrder.Last;
        if (query.Limit is < 1 or > LogSourceDesk.LargestPage || Number(query.After) is not ({ } page and <= LogTemplateReader.LastPage) || query.Text?.Contains('\0') == true || query.Program?.Contains('\0') == true
            || (query.Level is not null && LogLabels.Severity(query.Level) is null) || (query.Order is not null && !RuleWords.TryChoice(query.Order, out order)))
        {
            return Invalid($"'limit' is 1 to {LogSourceDesk.LargestPage}, 'after' the 'next' of the page before, 'level' a severity such as error, 'order' last, first or lines.");
        }

        var filter = new LogTemplateFilter(query.Text, query.Program, LogLabels.Severity(query.Level) ?? LogSeverity.Debug, null, order, page + 1, query.Limit ?? 100);
        var (items, hasMore) = await reader.ListAsync(actor, filter, cancellationToken);
        return TypedResults.Json(new LogTemplateListItem(
            [.. items.Select(t => new LogTemplateItem(t.Id, t.Program, t.Pattern, LogLabels.Key(t.Severity), t.FirstSeenAt, t.FirstHostId, t.FirstHost, t.LastSeenAt, t.Lines))],
            hasMore ? (page + 1).ToString(CultureInfo.InvariantCulture) : null));
    }

    /// <summary>0 without one, null for what is none.</summary>
    private static int? Number(string? text) =>
        text is null ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000_000_000 ? number : null;

    private static IResult NotFound => TypedResults.Problem(LogOutcome.NotFound.Message, statusCode: 404, title: "There is no such thing", type: "/problems/not-found");

    private static IResult Invalid(string detail) => TypedResults.Problem(detail, statusCode: 400, title: "The request is not valid", type: "/problems/request-invalid");

    private sealed class LogFile(LogExport export, ReadyLogSearch search, string format) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, gone) = (httpContext.Response, httpContext.RequestAborted);
            response.ContentType = format switch { "csv" => "text/csv; charset=utf-8", "ndjson" => "application/x-ndjson; charset=utf-8", _ => "text/plain; charset=utf-8" };
            response.Headers.ContentDisposition = $"attachment; filename=\"logs.{(format == "text" ? "txt" : format)}\"";
            try
            {
                await export.WriteAsync(search, format, response, gone);
            }
            catch (OperationCanceledException) when (gone.IsCancellationRequested)
            {
                // The client went away, and the reading ended with it.
            }
        }
    }
}
