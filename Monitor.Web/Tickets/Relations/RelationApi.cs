using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Relations;

using Answer = Results<Ok<object>, ProblemHttpResult>;

/// <summary>What a ticket has to do with others, over HTTP.</summary>
internal static class RelationApi
{
    public sealed record ParentRequest(int? Number, uint? Version);

    public sealed record MergeRequest(int? Into, uint? Version);

    public sealed record SplitRequest(IReadOnlyList<long>? Entries, string? Title, uint? Version);

    public static void Map(RouteGroupBuilder tickets)
    {
        tickets.MapPut("/{number:int}/parent", ParentAsync).WithSummary("Makes a ticket the child of another one, or of none. Resolving or closing a parent resolves its children.");
        tickets.MapPut("/{number:int}/links/{other:int}", LinkAsync).WithSummary("Links two tickets as `Related`, or the first as a `Duplicate` of the other.");
        tickets.MapDelete("/{number:int}/links/{other:int}", UnlinkAsync).WithSummary("Takes a link away.");
        tickets.MapPost("/{number:int}/merge", MergeAsync).WithSummary("Merges a ticket into another one: it is closed and points there.");
        tickets.MapPost("/{number:int}/split", SplitAsync).WithSummary("Makes a ticket of its own out of comments of this one.");
        tickets.MapGet("/{number:int}/related", RelatedAsync).WithSummary("Other tickets that say something alike, the most alike first.");
    }

    private static Task<Answer> ParentAsync(
        int number, ParentRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RelationDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(
            number, request.Version, http, user, gate, queries, (actor, command) => desk.SetParentAsync(actor, command, request.Number, cancellationToken), cancellationToken);

    private static async Task<Answer> LinkAsync(
        int number, int other, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RelationDesk desk, TicketQueries queries, CancellationToken cancellationToken,
        string? kind = null)
    {
        ProblemHttpResult? error = null;
        var named = TicketsApi.Name<TicketLinkKind>("kind", kind, ref error) ?? TicketLinkKind.Related;
        return error ?? await TicketsApi.ChangeAsync(
            number, null, http, user, gate, queries, (actor, command) => desk.LinkAsync(actor, command, other, named, cancellationToken), cancellationToken);
    }

    private static async Task<Answer> UnlinkAsync(
        int number, int other, HttpRequest http, ClaimsPrincipal user, AccessGate gate, RelationDesk desk, TicketQueries queries, CancellationToken cancellationToken,
        string? kind = null)
    {
        ProblemHttpResult? error = null;
        var named = TicketsApi.Name<TicketLinkKind>("kind", kind, ref error) ?? TicketLinkKind.Related;
        return error ?? await TicketsApi.ChangeAsync(
            number, null, http, user, gate, queries, (actor, command) => desk.UnlinkAsync(actor, command, other, named, cancellationToken), cancellationToken);
    }

    private static Task<Answer> MergeAsync(
        int number, MergeRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, MergeDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(
            number, request.Version, http, user, gate, queries, (actor, command) => desk.MergeAsync(actor, command, request.Into ?? 0, cancellationToken), cancellationToken);

    private static Task<Answer> SplitAsync(
        int number, SplitRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, SplitDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(
            number, request.Version, http, user, gate, queries,
            (actor, command) => desk.SplitAsync(actor, command, request.Entries ?? [], request.Title ?? "", cancellationToken), cancellationToken);

    private static async Task<Answer> RelatedAsync(
        int number, ClaimsPrincipal user, AccessGate gate, RelatedTickets related, TicketQueries queries, CancellationToken cancellationToken, int limit = 10)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        if (await queries.FindAsync(actor, number, cancellationToken) is not { } ticket)
        {
            return await TicketsApi.AnswerAsync(actor, TicketOutcome.NotFound, queries, cancellationToken);
        }

        var found = await related.FindAsync(actor, ticket.Line.Title, number, limit, cancellationToken);
        return TypedResults.Ok<object>(new { Items = found.Select(t => new { t.Number, t.Title, State = t.State.ToString() }).ToList(), Next = (string?)null });
    }
}
