using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>The knowledge base over HTTP: the same desk and the same readers as the pages.</summary>
internal static class ArticleApi
{
    public sealed record ArticleRequest(string? Title, string? Text, string? State, bool Public, int? CategoryId);

    public static void Map(IEndpointRouteBuilder app)
    {
        var read = app.MapGroup("/api/v1/articles").RequireAuthorization(Permissions.PortalUse).WithTags("articles");
        read.MapGet("/", ListAsync).WithSummary("Articles that the caller may read, newest first, or with words, the best match first.");
        read.MapGet("/{id:int}", GetAsync).WithSummary("One article.");
        var write = app.MapGroup("/api/v1/articles").RequireAuthorization(Permissions.TicketsWork).WithTags("articles");
        write.MapPost("/", CreateAsync).WithSummary("Writes an article.");
        write.MapPut("/{id:int}", ChangeAsync).WithSummary("Changes an article; `If-Match` says which version it is based on.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user, AccessGate gate, KnowledgeQueries queries, CancellationToken cancellationToken,
        string? text = null, string? state = null, int limit = 100, int? after = null)
    {
        ProblemHttpResult? error = null;
        var wanted = TicketsApi.Name<ArticleState>("state", state, ref error) ?? ArticleState.Published;
        if (limit is < 1 or > 500 || after < 0)
        {
            return TicketsApi.Invalid(after < 0 ? "`after` is the `next` of the page before." : "`limit` is a number from 1 to 500.");
        }

        if (error is not null)
        {
            return error;
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var (rows, next) = await queries.AfterAsync(actor, text, wanted, after, limit, cancellationToken);
        return TypedResults.Ok<object>(new { Items = rows.Select(Shape).ToList(), Next = next is { } more ? IdText.Of(more) : null });
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> GetAsync(
        int id, HttpResponse response, ClaimsPrincipal user, AccessGate gate, KnowledgeQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        return await ShowAsync(actor, id, response, queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> CreateAsync(
        ArticleRequest request, HttpContext http, ClaimsPrincipal user, AccessGate gate, KnowledgeDesk desk, KnowledgeQueries queries, CancellationToken cancellationToken)
    {
        if (!TicketsApi.TryKey(http.Request, out var key))
        {
            return TicketsApi.InvalidKey();
        }

        ProblemHttpResult? error = null;
        var form = Form(request, ref error);
        if (error is not null)
        {
            return error;
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsWork, cancellationToken);
        var outcome = await desk.CreateAsync(actor, form, http.Request.Headers["Idempotency-Key"].Count > 0 ? key : null, cancellationToken);
        return outcome.IsDone ? await ShowAsync(actor, outcome.Id, http.Response, queries, cancellationToken) : TicketsApi.Invalid(outcome.Message);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ChangeAsync(
        int id, ArticleRequest request, HttpContext http, ClaimsPrincipal user, AccessGate gate, KnowledgeDesk desk, KnowledgeQueries queries, CancellationToken cancellationToken)
    {
        ProblemHttpResult? error = null;
        var form = Form(request, ref error);
        if (error is not null)
        {
            return error;
        }

        // An article is sent whole: without a version it would overwrite whatever somebody else wrote.
        var tag = http.Request.Headers.IfMatch.ToString().Trim();
        if (tag.Length == 0)
        {
            return TypedResults.Problem(
                "Send `If-Match` with the `eTag` of the article that your text is based on.", statusCode: 428, title: "Say which version", type: "/problems/precondition-required");
        }

        if (ArticleTag.TryRead(tag) is not { } seen)
        {
            return TicketsApi.Invalid("`If-Match` is the `eTag` of an article, with its quotation marks.");
        }

        var actor = await gate.RequireAsync(user, Permissions.TicketsWork, cancellationToken);
        var outcome = await desk.ChangeAsync(actor, id, seen, form, cancellationToken);
        return outcome.Result switch
        {
            TicketResult.Done or TicketResult.NotFound => await ShowAsync(actor, id, http.Response, queries, cancellationToken),
            TicketResult.Conflict => await ConflictAsync(actor, id, seen, outcome.Message, queries, cancellationToken),
            _ => TicketsApi.Invalid(outcome.Message),
        };
    }

    private static async Task<ProblemHttpResult> ConflictAsync(
        Actor actor, int id, DateTimeOffset seen, string message, KnowledgeQueries queries, CancellationToken cancellationToken)
    {
        var since = await queries.SinceAsync(actor, id, seen, cancellationToken);
        var now = await queries.FindAsync(actor, id, cancellationToken);
        return TypedResults.Problem(
            message, statusCode: 412, title: "Changed by somebody else", type: "/problems/conflict",
            extensions: new Dictionary<string, object?>
            {
                ["changes"] = since.Select(c => new { At = c.At.UtcDateTime, c.By, c.Text }).ToList(),
                ["current"] = now is null ? null : Shape(now),
            });
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ShowAsync(
        Actor actor, int id, HttpResponse response, KnowledgeQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(actor, id, cancellationToken) is not { } article)
        {
            return TypedResults.Problem(ArticleOutcome.NotFound.Message, statusCode: 404, title: "No such article", type: "/problems/not-found");
        }

        response.Headers.ETag = ArticleTag.Of(article);
        return TypedResults.Ok(Shape(article));
    }

    /// <summary>Without a state it is a draft: what a program sends is published by saying so.</summary>
    private static ArticleForm Form(ArticleRequest request, ref ProblemHttpResult? error) => new(
        request.Title ?? "", request.Text ?? "", TicketsApi.Name<ArticleState>("state", request.State, ref error) ?? ArticleState.Draft, request.Public, request.CategoryId);

    private static object Shape(ArticleLine a) => new
    {
        a.Id, a.Title, State = a.State.ToString(), Public = a.IsPublic, a.CategoryId, a.Category, UpdatedAt = a.UpdatedAt.UtcDateTime, Helped = a.HelpedCount,
    };

    private static object Shape(ArticleDetail a) => new
    {
        a.Id, a.Title, a.Text, State = a.State.ToString(), Public = a.IsPublic, a.CategoryId, a.Category, Ticket = a.TicketNumber, UpdatedAt = a.UpdatedAt.UtcDateTime,
        Helped = a.HelpedCount, ETag = ArticleTag.Of(a),
    };
}
