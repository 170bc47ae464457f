using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Answers, notes and canned answers over HTTP.</summary>
internal static class ConversationApi
{
    public sealed record CommentRequest(string? Text, bool Internal, int SpentMinutes);

    /// <summary>`EditedAt` is that of the entry that was looked at; null: it was never changed.</summary>
    public sealed record EditRequest(string? Text, DateTimeOffset? EditedAt);

    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder tickets)
    {
        tickets.MapPost("/{number:int}/comments", CommentAsync).WithSummary("Comments on a ticket.");
        tickets.MapPut("/{number:int}/comments/{id:long}", EditAsync).WithSummary("Changes one's own comment; what it said before is kept.");
        AttachmentApi.Map(tickets);
        app.MapGet("/api/v1/answers", AnswersAsync).RequireAuthorization(Permissions.TicketsWork).WithTags("tickets").WithSummary("Answers that are given often.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> CommentAsync(
        int number, CommentRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, ConversationDesk desk, TicketQueries queries,
        CancellationToken cancellationToken)
    {
        if (!TicketsApi.TryKey(http, out var key))
        {
            return TicketsApi.InvalidKey();
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var reply = new NewReply { Text = request.Text ?? "", IsInternal = request.Internal, SpentMinutes = request.SpentMinutes };
        return await TicketsApi.AnswerAsync(actor, await desk.ReplyAsync(actor, new TicketCommand(number, key), reply, cancellationToken), queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> EditAsync(
        int number, long id, EditRequest request, HttpRequest http, ClaimsPrincipal user, AccessGate gate, ConversationDesk desk, TicketQueries queries,
        CancellationToken cancellationToken)
    {
        if (!TicketsApi.TryKey(http, out var key))
        {
            return TicketsApi.InvalidKey();
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var outcome = await desk.EditAsync(actor, new TicketCommand(number, key), id, request.Text ?? "", request.EditedAt, cancellationToken);
        return await TicketsApi.AnswerAsync(actor, outcome, queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> AnswersAsync(
        ClaimsPrincipal user, AccessGate gate, CannedAnswerDesk desk, CancellationToken cancellationToken, int limit = 100, int? after = null)
    {
        if (limit is < 1 or > 500)
        {
            return TicketsApi.Invalid("`limit` is a number from 1 to 500.");
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsWork, cancellationToken);
        var answers = await desk.ListAsync(actor, after, limit + 1, cancellationToken);
        var next = answers.Count > limit ? IdText.Of(answers[limit - 1].Id) : null;
        return TypedResults.Ok<object>(new { Items = answers.Take(limit).ToList(), Next = next });
    }
}
