using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>Acknowledging and snoozing tickets over HTTP.</summary>
internal static class TicketHandsApi
{
    /// <summary>The end as a moment, or as a duration from now such as <c>4 h</c>.</summary>
    public sealed record HandRequest(string? Note, DateTimeOffset? Until, string? For, uint? Version);

    public static void Map(RouteGroupBuilder tickets)
    {
        tickets.MapPost("/{number:int}/acknowledgement", AcknowledgeAsync).WithSummary("Takes a ticket in hand: no repeats any more, but still the step to critical.");
        tickets.MapDelete("/{number:int}/acknowledgement", ReleaseAsync).WithSummary("Takes an acknowledgement back.");
        tickets.MapPost("/{number:int}/snooze", SnoozeAsync).WithSummary("Puts a ticket off: nothing is sent until then; without an end for 1 h.");
        tickets.MapDelete("/{number:int}/snooze", WakeUpAsync).WithSummary("Ends a snooze.");
    }

    public static object? Shape(TicketHand? hand) => hand is null ? null : new { hand.By, hand.Note, Since = hand.Since.UtcDateTime, Until = hand.Until?.UtcDateTime };

    private static Task<Results<Ok<object>, ProblemHttpResult>> AcknowledgeAsync(
        int number, HandRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, TimeProvider time,
        CancellationToken cancellationToken) =>
        ActAsync(number, request, http, user, gate, queries, time, (actor, command, until) =>
            desk.AcknowledgeAsync(actor, command, request.Note ?? "", until, cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> SnoozeAsync(
        int number, HandRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, TimeProvider time,
        CancellationToken cancellationToken) =>
        ActAsync(number, request, http, user, gate, queries, time, (actor, command, until) =>
            desk.SnoozeAsync(actor, command, request.Note ?? "", until ?? time.GetUtcNow().AddHours(1), cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> ReleaseAsync(
        int number, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, TimeProvider time, CancellationToken cancellationToken) =>
        ActAsync(number, null, http, user, gate, queries, time, (actor, command, _) => desk.ReleaseAsync(actor, command, isSnooze: false, cancellationToken), cancellationToken);

    private static Task<Results<Ok<object>, ProblemHttpResult>> WakeUpAsync(
        int number, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, TimeProvider time, CancellationToken cancellationToken) =>
        ActAsync(number, null, http, user, gate, queries, time, (actor, command, _) => desk.ReleaseAsync(actor, command, isSnooze: true, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ActAsync(
        int number, HandRequest? request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketQueries queries, TimeProvider time,
        Func<Actor, TicketCommand, DateTimeOffset?, Task<TicketOutcome>> act, CancellationToken cancellationToken)
    {
        if (!TicketsApi.TryKey(http, out var key))
        {
            return TicketsApi.InvalidKey();
        }

        var lasts = TimeSpan.Zero;
        if (request?.For is { } text && !DurationText.TryParse(text, out lasts))
        {
            return TicketsApi.Invalid("`for` is a duration such as 30 min, 4 h or 1 d.");
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var until = request?.For is null ? request?.Until : time.GetUtcNow() + lasts;
        return await TicketsApi.AnswerAsync(actor, await act(actor, new TicketCommand(number, key, request?.Version), until), queries, cancellationToken);
    }
}
