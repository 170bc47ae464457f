using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Editing;

using Answer = Results<Ok<object>, ProblemHttpResult>;

/// <summary>The fields of a ticket over HTTP, and its assignee, watchers and checklist.</summary>
internal static class TicketEditApi
{
    /// <summary>What is not named stays; where a null is a value (no category, no team, no due date) null says so.</summary>
    public sealed record PatchRequest(
        string? Title, string? Description, string? Kind, string? Impact, string? Urgency, string? Priority, JsonElement CategoryId, JsonElement TeamId,
        JsonElement RequesterUserId, JsonElement DueAt, IReadOnlyList<string>? Tags, IReadOnlyList<int>? HostIds, IReadOnlyDictionary<int, string>? Fields, uint? Version);

    public sealed record AssigneeRequest(int? UserId, uint? Version);

    public sealed record CheckRequest(string? Text, bool Done);

    public static void Map(RouteGroupBuilder tickets)
    {
        tickets.MapPatch("/{number:int}", PatchAsync).WithSummary("Changes fields of a ticket, all or none. `If-Match` names the version that the change is based on; when the ticket has another one the answer is 412 and tells who changed what.");
        tickets.MapPut("/{number:int}/assignee", AssignAsync).WithSummary("Gives a ticket to somebody, or to nobody.");
        tickets.MapPut("/{number:int}/watchers/{userId:int}", WatchAsync).WithSummary("Somebody wants to know what becomes of a ticket.");
        tickets.MapDelete("/{number:int}/watchers/{userId:int}", UnwatchAsync).WithSummary("Somebody does not want to know it any more.");
        tickets.MapPost("/{number:int}/checks", AddCheckAsync).WithSummary("Adds a line to the checklist.");
        tickets.MapPut("/{number:int}/checks/{checkId:int}", TickAsync).WithSummary("Says that a line of the checklist is done, or is not.");
        tickets.MapDelete("/{number:int}/checks/{checkId:int}", RemoveCheckAsync).WithSummary("Takes a line off the checklist.");
    }

    private static async Task<Answer> PatchAsync(
        int number, PatchRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketEditDesk desk, TicketQueries queries, CancellationToken cancellationToken)
    {
        ProblemHttpResult? error = null;
        var edit = new TicketEdit
        {
            Title = request.Title,
            Description = request.Description,
            Kind = TicketsApi.Name<TicketKind>("kind", request.Kind, ref error),
            Impact = TicketsApi.Name<TicketLevel>("impact", request.Impact, ref error),
            Urgency = TicketsApi.Name<TicketLevel>("urgency", request.Urgency, ref error),
            Priority = TicketsApi.Name<TicketPriority>("priority", request.Priority, ref error),
            CategoryId = Id("categoryId", request.CategoryId, ref error),
            TeamId = Id("teamId", request.TeamId, ref error),
            RequesterUserId = Id("requesterUserId", request.RequesterUserId, ref error),
            DueAt = Moment("dueAt", request.DueAt, ref error),
            Tags = request.Tags,
            HostIds = request.HostIds,
            Fields = request.Fields,
        };
        return error ?? await TicketsApi.ChangeAsync(
            number, request.Version, http, user, gate, queries, (actor, command) => desk.EditAsync(actor, command, edit, cancellationToken), cancellationToken);
    }

    private static Task<Answer> AssignAsync(
        int number, AssigneeRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(
            number, request.Version, http, user, gate, queries, (actor, command) => desk.AssignAsync(actor, command, request.UserId, cancellationToken), cancellationToken);

    private static Task<Answer> WatchAsync(
        int number, int userId, HttpRequest http, ClaimsPrincipal user, AccessGate gate, WatcherDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.WatchAsync(actor, command, userId, true, cancellationToken), cancellationToken);

    private static Task<Answer> UnwatchAsync(
        int number, int userId, HttpRequest http, ClaimsPrincipal user, AccessGate gate, WatcherDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.WatchAsync(actor, command, userId, false, cancellationToken), cancellationToken);

    private static Task<Answer> AddCheckAsync(
        int number, CheckRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, ChecklistDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(
            number, null, http, user, gate, queries, (actor, command) => desk.AddAsync(actor, command, request.Text ?? "", cancellationToken), cancellationToken);

    private static Task<Answer> TickAsync(
        int number, int checkId, CheckRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, ChecklistDesk desk, TicketQueries queries,
        CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(
            number, null, http, user, gate, queries, (actor, command) => desk.TickAsync(actor, command, checkId, request.Done, cancellationToken), cancellationToken);

    private static Task<Answer> RemoveCheckAsync(
        int number, int checkId, HttpRequest http, ClaimsPrincipal user, AccessGate gate, ChecklistDesk desk, TicketQueries queries, CancellationToken cancellationToken) =>
        TicketsApi.ChangeAsync(number, null, http, user, gate, queries, (actor, command) => desk.RemoveAsync(actor, command, checkId, cancellationToken), cancellationToken);

    private static SetTo<int?>? Id(string parameter, JsonElement value, ref ProblemHttpResult? error)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _)))
        {
            return new SetTo<int?>(value.ValueKind is JsonValueKind.Null ? null : value.GetInt32());
        }

        error ??= TicketsApi.Invalid($"`{parameter}` is a number, or null.");
        return null;
    }

    private static SetTo<DateTimeOffset?>? Moment(string parameter, JsonElement value, ref ProblemHttpResult? error)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.String && value.TryGetDateTimeOffset(out _)))
        {
            return new SetTo<DateTimeOffset?>(value.ValueKind is JsonValueKind.Null ? null : value.GetDateTimeOffset());
        }

        error ??= TicketsApi.Invalid($"`{parameter}` is a time such as 2026-12-31T12:00:00Z, or null.");
        return null;
    }
}
