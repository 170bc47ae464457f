using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets;

/// <summary>Tickets over HTTP: the same desk as the screens, so the same rules.</summary>
internal static class TicketsApi
{
    public sealed record OpenRequest(string? Title, string? Description, string? Priority, int? HostId);

    public sealed record CommentRequest(string? Text, bool Internal);

    public sealed record StateRequest(string? State, string? Reason, uint? Version);

    public static void Map(IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/v1/tickets").RequireAuthorization(Permissions.PortalUse).WithTags("tickets");
        TicketListApi.Map(tickets);
        tickets.MapGet("/{number:int}", GetAsync).WithSummary("One ticket with its newest entries.");
        tickets.MapPost("/", OpenAsync).WithSummary("Opens a ticket.");
        tickets.MapPost("/{number:int}/comments", CommentAsync).WithSummary("Comments on a ticket.");
        tickets.MapPost("/{number:int}/state", MoveAsync).WithSummary("Moves a ticket to another state.");
        TicketHandsApi.Map(tickets);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> GetAsync(
        int number, ClaimsPrincipal user, AccessGate gate, TicketQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        return await ShowAsync(actor, number, queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> OpenAsync(
        OpenRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, CancellationToken cancellationToken)
    {
        if (!TryKey(http, out var key))
        {
            return InvalidKey();
        }

        if (!TryName<TicketPriority>(request.Priority ?? nameof(TicketPriority.Medium), out var priority))
        {
            return Invalid($"`priority` is one of {string.Join(", ", Enum.GetNames<TicketPriority>())}.");
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var wish = new NewTicket(request.Title ?? "", request.Description ?? "", priority, request.HostId, key);
        return await AnswerAsync(actor, await desk.OpenAsync(actor, wish, cancellationToken), queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> CommentAsync(
        int number, CommentRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries,
        CancellationToken cancellationToken)
    {
        if (!TryKey(http, out var key))
        {
            return InvalidKey();
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var outcome = await desk.CommentAsync(actor, new TicketCommand(number, key), request.Text ?? "", request.Internal, cancellationToken);
        return await AnswerAsync(actor, outcome, queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> MoveAsync(
        int number, StateRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries,
        CancellationToken cancellationToken)
    {
        if (!TryKey(http, out var key))
        {
            return InvalidKey();
        }

        if (!TryName<TicketState>(request.State, out var state))
        {
            return InvalidState();
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var command = new TicketCommand(number, key, request.Version);
        return await AnswerAsync(actor, await desk.MoveAsync(actor, command, state, request.Reason ?? "", cancellationToken), queries, cancellationToken);
    }

    internal static async Task<Results<Ok<object>, ProblemHttpResult>> AnswerAsync(
        Actor actor, TicketOutcome outcome, TicketQueries queries, CancellationToken cancellationToken) => outcome.Result switch
        {
            TicketResult.Done => await ShowAsync(actor, outcome.Number, queries, cancellationToken),
            TicketResult.NotFound => Problem(404, "not-found", "No such ticket", outcome.Message),
            TicketResult.Refused => Problem(403, "not-allowed", "Not allowed", outcome.Message),
            TicketResult.Conflict => Problem(409, "conflict", "Changed by somebody else", outcome.Message),
            _ => Invalid(outcome.Message),
        };

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ShowAsync(
        Actor actor, int number, TicketQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(actor, number, cancellationToken) is { } ticket
            ? TypedResults.Ok<object>(Shape(ticket))
            : Problem(404, "not-found", "No such ticket", TicketOutcome.NotFound.Message);

    private static object Shape(TicketDetail t) => new
    {
        t.Line.Number, t.Line.Title, t.Description, State = t.Line.State.ToString(), Priority = t.Line.Priority.ToString(), t.Line.HostId,
        Host = t.Line.HostName, t.Line.Assignee, t.Line.Requester, t.Metric, t.Value, t.Limit, t.StillFires, t.Version,
        Acknowledged = TicketHandsApi.Shape(t.Acknowledged), Snoozed = TicketHandsApi.Shape(t.Snoozed),
        CreatedAt = t.Line.CreatedAt.UtcDateTime, UpdatedAt = t.Line.UpdatedAt.UtcDateTime, ResolvedAt = t.ResolvedAt?.UtcDateTime,
        ClosedAt = t.ClosedAt?.UtcDateTime,
        Entries = t.Entries.Select(e => new { e.Id, At = e.At.UtcDateTime, e.By, Kind = e.Kind.ToString(), e.Text, Internal = e.IsInternal }).ToList(),
    };

    /// <summary>A caller that may repeat a request names it; without a name each request counts.</summary>
    internal static bool TryKey(HttpRequest http, out Guid key)
    {
        var name = http.Headers["Idempotency-Key"].ToString();
        key = Guid.NewGuid();
        return name.Length == 0 || Guid.TryParse(name, out key);
    }

    internal static ProblemHttpResult InvalidKey() => Invalid("`Idempotency-Key` is a UUID, such as 3f2b1c7e-8f0e-4a55-9d7f-0a1f2c3d4e5f.");

    private static ProblemHttpResult InvalidState() => Invalid($"`state` is one of {string.Join(", ", Enum.GetNames<TicketState>())}.");

    /// <summary>By name only: `Enum.TryParse` alone would also take any number.</summary>
    private static bool TryName<T>(string? text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);

    internal static ProblemHttpResult Invalid(string detail) => Problem(400, "invalid", "Not understood", detail);

    private static ProblemHttpResult Problem(int status, string slug, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"/problems/{slug}");
}
