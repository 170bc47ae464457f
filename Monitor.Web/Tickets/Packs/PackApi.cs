using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Net.Http.Headers;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Web.Tickets.Packs;

/// <summary>The evidence of tickets over HTTP. Taking it along is written down, and therefore no GET.</summary>
internal static class PackApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/v1/tickets/{number:int}/evidence").RequireAuthorization(Permissions.TicketsRead).WithTags("tickets");
        tickets.MapGet("/", GetAsync).WithSummary("How far the evidence of a ticket is, and how much it holds.");
        tickets.MapPost("/export", ExportAsync).WithSummary("The evidence of a ticket as one file, `format` html or json.");
        tickets.MapPost("/retry", RetryAsync).WithSummary("Asks again for evidence that could not be made, or was put off.");
        app.MapPost("/tickets/{number:int}/evidence/file", FormAsync).RequireAuthorization(Permissions.TicketsRead).ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(int number, ClaimsPrincipal user, AccessGate gate, PackDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsRead, cancellationToken);
        if (await desk.TitleAsync(actor, number, cancellationToken) is null)
        {
            return NoTicket;
        }

        return await desk.FindAsync(actor, number, cancellationToken) is not { } pack
            ? TypedResults.Ok<object>(new { State = "None" })
            : TypedResults.Ok<object>(new
            {
                State = pack.State.ToString(), OnsetAt = pack.OnsetAt.UtcDateTime, CompleteAt = pack.CompleteAt.UtcDateTime, FrozenAt = pack.FrozenAt?.UtcDateTime,
                CompletedAt = pack.CompletedAt?.UtcDateTime, pack.Fault, pack.Size, pack.Version, pack.Holds,
            });
    }

    private static async Task<IResult> ExportAsync(
        int number, HttpContext http, ClaimsPrincipal user, AccessGate gate, PackDesk desk, ReportQueries zones, TimeProvider time, CancellationToken cancellationToken,
        string format = PackFile.Html, string? zone = null)
    {
        if (!PackFile.IsFormat(format))
        {
            return TicketsApi.Invalid("`format` is html or json.");
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsRead, cancellationToken);
        if (await zones.ZoneAsync(actor, zone, cancellationToken) is not { } named)
        {
            return TicketsApi.Invalid("`zone` is the name of a time zone, such as Europe/Berlin.");
        }

        if (await desk.TitleAsync(actor, number, cancellationToken) is null)
        {
            return NoTicket;
        }

        PackContent? content;
        try
        {
            content = await desk.ReadAsync(actor, number, cancellationToken);
        }
        catch (FormatException damaged)
        {
            return TicketsApi.Invalid(damaged.Message);
        }

        if (content is null)
        {
            return TicketsApi.Invalid("There is no evidence of this ticket for you, or it is not frozen yet. Look at its state first.");
        }

        await desk.RecordExportAsync(actor, number, format, cancellationToken);
        SecurityHeaders.Sandbox(http);
        http.Response.Headers.CacheControl = "no-store";
        var (bytes, type, name) = PackFile.Write(content, format, actor, time.GetUtcNow(), named);
        return TypedResults.File(bytes, type, name);
    }

    /// <summary>For people: a browser's session only reads where programs call, so the page sends a form with its token here.</summary>
    private static async Task<IResult> FormAsync(
        int number, HttpContext http, IAntiforgery antiforgery, AccessGate gate, PackDesk desk, ReportQueries zones, TimeProvider time, CancellationToken cancellationToken,
        string format = PackFile.Html, string? zone = null) =>
        await antiforgery.IsRequestValidAsync(http)
            ? await ExportAsync(number, http, http.User, gate, desk, zones, time, cancellationToken, format, zone)
            : TypedResults.Problem("The form is too old. Go back, reload the page and take the evidence again.", statusCode: 400, title: "The form was not accepted", type: "/problems/form");

    private static async Task<IResult> RetryAsync(
        int number, ClaimsPrincipal user, AccessGate gate, PackDesk desk, TicketQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsRead, cancellationToken);
        var outcome = await desk.RetryAsync(actor, number, cancellationToken);
        return (await TicketsApi.AnswerAsync(actor, outcome, queries, cancellationToken)).Result;
    }

    private static IResult NoTicket => TypedResults.Problem(TicketOutcome.NotFound.Message, statusCode: 404, title: "No such ticket", type: "/problems/not-found");
}
