using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Automation.Macros;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Causes;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Relations;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets;

/// <summary>Tickets over HTTP: the same desk as the screens, so the same rules.</summary>
internal static partial class TicketsApi
{
    public sealed record OpenRequest(string? Title, string? Description, string? Priority, int? HostId)
    {
        public string? Kind { get; init; }

        public string? Impact { get; init; }

        public string? Urgency { get; init; }

        public int? CategoryId { get; init; }

        public int? TeamId { get; init; }

        public int? RequesterUserId { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public IReadOnlyList<string>? Tags { get; init; }

        public IReadOnlyList<int>? MoreHostIds { get; init; }

        public IReadOnlyDictionary<int, string>? Fields { get; init; }

        public int? TemplateId { get; init; }

        public int? Follows { get; init; }
    }

    public sealed record StateRequest(string? State, string? Reason, uint? Version, string? PendingReason, DateTimeOffset? PendingUntil);

    public static void Map(IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/v1/tickets").RequireAuthorization(Permissions.PortalUse).WithTags("tickets");
        TicketListApi.Map(tickets);
        tickets.MapGet("/{number:int}", GetAsync).WithSummary("One ticket with its newest entries.");
        tickets.MapPost("/", OpenAsync).WithSummary("Opens a ticket.");
        tickets.MapPost("/{number:int}/state", MoveAsync).WithSummary("Moves a ticket to another state.");
        TicketHandsApi.Map(tickets);
        TicketEditApi.Map(tickets);
        RelationApi.Map(tickets);
        CauseApi.Map(tickets);
        CatalogApi.Map(tickets);
        ConversationApi.Map(app, tickets);
        MacroApi.Map(app, tickets);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> GetAsync(
        int number, HttpResponse response, ClaimsPrincipal user, AccessGate gate, TicketQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        return await ShowAsync(actor, number, queries, response, cancellationToken) is { } ticket
            ? TypedResults.Ok(ticket)
            : Problem(404, "not-found", "No such ticket", TicketOutcome.NotFound.Message);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> OpenAsync(
        OpenRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries, CancellationToken cancellationToken)
    {
        if (!TryKey(http, out var key))
        {
            return InvalidKey();
        }

        ProblemHttpResult? error = null;
        var priority = Name<TicketPriority>("priority", request.Priority, ref error);
        var kind = Name<TicketKind>("kind", request.Kind, ref error);
        var impact = Name<TicketLevel>("impact", request.Impact, ref error);
        var urgency = Name<TicketLevel>("urgency", request.Urgency, ref error);
        if (error is not null)
        {
            return error;
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var wish = new NewTicket(request.Title ?? "", request.Description ?? "", priority, request.HostId, key)
        {
            Kind = kind,
            Impact = impact,
            Urgency = urgency,
            CategoryId = request.CategoryId,
            TeamId = request.TeamId,
            RequesterUserId = request.RequesterUserId,
            DueAt = request.DueAt,
            Tags = request.Tags,
            MoreHostIds = request.MoreHostIds ?? [],
            Fields = request.Fields ?? new Dictionary<int, string>(),
            TemplateId = request.TemplateId,
            FollowsNumber = request.Follows,
        };
        return await AnswerAsync(actor, await desk.OpenAsync(actor, wish, cancellationToken), queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> MoveAsync(
        int number, StateRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketDesk desk, TicketQueries queries,
        CancellationToken cancellationToken)
    {
        if (!TryName<TicketState>(request.State, out var state))
        {
            return InvalidState();
        }

        ProblemHttpResult? error = null;
        var waitsFor = Name<PendingReason>("pendingReason", request.PendingReason, ref error);
        error ??= request.PendingUntil is not null && (waitsFor is null || state != TicketState.Pending)
            ? Invalid("`pendingUntil` needs the `state` Pending and a `pendingReason`: Customer, Vendor or Date.")
            : null;
        return error ?? await ChangeAsync(number, request.Version, http, user, gate, queries, (actor, command) => state == TicketState.Pending && waitsFor is { } reason
            ? desk.PendAsync(actor, command, reason, request.PendingUntil, request.Reason ?? "", cancellationToken)
            : desk.MoveAsync(actor, command, state, request.Reason ?? "", cancellationToken), cancellationToken);
    }
}
