using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Web.Problems.Recurring;

/// <summary>Recurring problems over HTTP.</summary>
internal static class RecurringApi
{
    public sealed record TicketRequest(string? By, string? Key);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/problems/recurring", ListAsync).RequireAuthorization(Permissions.ProblemsRead).WithTags("problems")
            .WithSummary("Problems that came more than once in 60 days, `by` fingerprint or cause, what cost most time first.");
        app.MapPost("/api/v1/problems/recurring/ticket", OpenAsync).RequireAuthorization(Permissions.TicketsWork).WithTags("problems")
            .WithSummary("Opens the ticket about a group of recurring problems, once, and links the single ones with it.");
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, AccessGate gate, RecurringQueries queries, CancellationToken cancellationToken,
        string? by = null, int? host = null, int? group = null, string? q = null, int? least = null, int? after = null, int limit = 100)
    {
        if (RecurringFilter.Read(by, host, group, q, least, after is null ? 1 : after + 1) is not { } filter || limit is < 1 or > 500 || after is < 0)
        {
            return Invalid("`by` is fingerprint or cause, `limit` a number from 1 to 500, `after` what `next` of the page before said.");
        }

        var actor = await gate.RequireAsync(user, Permissions.ProblemsRead, cancellationToken);
        var page = await queries.PageAsync(actor, filter, limit, cancellationToken);
        return TypedResults.Ok<object>(new
        {
            Items = page.Lines.Select(l => new
            {
                By = l.Group.By.ToString(), l.Group.Key, l.Name, l.Group.Summary, Hosts = l.Group.Hosts, l.Group.Count, l.Group.Recent, l.Group.Earlier, l.Group.Steps,
                LostSeconds = Math.Round(l.Group.Lost.TotalSeconds), l.SpentMinutes, LastAt = l.Group.LastAt.UtcDateTime, Open = l.Group.IsOpen, Tickets = l.Group.TicketIds.Count, l.Ticket,
            }).ToList(),
            Next = filter.Page * limit < page.Total ? IdText.Of(filter.Page) : null,
            Partial = page.IsPartial,
        });
    }

    private static async Task<IResult> OpenAsync(
        TicketRequest request, ClaimsPrincipal user, AccessGate gate, ProblemTicketMaker maker, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsWork, cancellationToken);
        if (RecurringFilter.Read(request.By, null, null, null, null, null) is not { } filter || string.IsNullOrEmpty(request.Key))
        {
            return Invalid("`by` is fingerprint or cause, and `key` that of a group in the list.");
        }

        var outcome = await maker.OpenAsync(actor, filter.By, request.Key, cancellationToken);
        return outcome.Result switch
        {
            TicketResult.Done => TypedResults.Ok<object>(new { outcome.Number }),
            TicketResult.NotFound => TypedResults.Problem(outcome.Message, statusCode: 404, title: "Not found", type: "/problems/not-found"),
            TicketResult.Refused => TypedResults.Problem(outcome.Message, statusCode: 403, title: "Not allowed", type: "/problems/not-allowed"),
            TicketResult.Conflict => TypedResults.Problem(outcome.Message, statusCode: 409, title: "Changed by somebody else", type: "/problems/conflict"),
            _ => Invalid(outcome.Message),
        };
    }

    private static IResult Invalid(string detail) => TypedResults.Problem(detail, statusCode: 400, title: "Not understood", type: "/problems/invalid");
}
