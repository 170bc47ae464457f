using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Grading;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Causes;

using Answer = Results<Ok<object>, ProblemHttpResult>;

/// <summary>Probable causes and the true one over HTTP.</summary>
internal static class CauseApi
{
    /// <summary>`kind` is Finding with the `rank` of the one that was right, Other with `words`, or Unknown.</summary>
    public sealed record CauseRequest(string? Kind, int? Rank, int? Run, string? Words);

    public static void Map(RouteGroupBuilder tickets)
    {
        tickets.MapGet("/{number:int}/findings", FindingsAsync).RequireAuthorization(Permissions.TicketsRead).WithSummary("The probable causes of a ticket's problem, the most probable first.");
        tickets.MapPost("/{number:int}/cause", AnswerAsync).WithSummary("Says what the true cause was.");
    }

    private static async Task<Answer> FindingsAsync(
        int number, ClaimsPrincipal user, AccessGate gate, CauseQueries causes, TicketQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsRead, cancellationToken);
        return await causes.ReadAsync(actor, number, cancellationToken) is { } found
            ? TypedResults.Ok<object>(new
            {
                State = found.State.ToString(), found.Run, At = found.At?.UtcDateTime,
                Items = found.Lines.Select(l => new { l.Rank, l.CauseKey, l.Method, l.HostId, l.Host, l.Confidence, l.IsSupported, l.Sentence, l.Action, l.Evidence, l.IsHidden }).ToList(),
                TrueCause = found.Answer is { } a ? new { Kind = a.Kind.ToString(), a.Text, a.By, At = a.At.UtcDateTime } : null,
            })
            : await TicketsApi.AnswerAsync(actor, TicketOutcome.NotFound, queries, cancellationToken);
    }

    private static async Task<Answer> AnswerAsync(
        int number, CauseRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, CauseVerdictDesk desk, TicketQueries queries, CancellationToken cancellationToken)
    {
        ProblemHttpResult? error = null;
        var kind = TicketsApi.Name<VerdictKind>("kind", request.Kind, ref error) ?? VerdictKind.Finding;
        return error ?? await TicketsApi.ChangeAsync(
            number, null, http, user, gate, queries, (actor, command) =>
                desk.AnswerAsync(actor, command, new CauseWish(kind, request.Rank ?? 1, request.Run, request.Words ?? ""), cancellationToken), cancellationToken);
    }
}
