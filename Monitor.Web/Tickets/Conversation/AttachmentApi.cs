using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>
/// Files of tickets over HTTP. A file comes as the body of a request and goes as a download: never shown by the browser, never a type that it guesses, and
/// without the rights of this site.
/// </summary>
internal static class AttachmentApi
{
    /// <summary>Longer than a slow line needs for the largest file; a sender that trickles gives its share of memory back then.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder tickets)
    {
        tickets.MapGet("/{number:int}/attachments", ListAsync).WithSummary("The files of a ticket.");
        tickets.MapPost("/{number:int}/attachments", AddAsync).WithSummary("Attaches the body of the request to a ticket.");
        tickets.MapGet("/{number:int}/attachments/{id:int}", DownloadAsync).WithSummary("One file, as a download.");
        tickets.MapDelete("/{number:int}/attachments/{id:int}", RemoveAsync).WithSummary("Takes a file away; that there was one stays written.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        int number, ClaimsPrincipal user, AccessGate gate, AttachmentDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        return await desk.ListAsync(actor, number, cancellationToken) is { } files
            ? TypedResults.Ok<object>(new { Items = files.Select(Shape).ToList(), Next = (string?)null })
            : Missing();
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> AddAsync(
        int number, HttpContext http, ClaimsPrincipal user, AccessGate gate, ConversationDesk desk, TicketQueries queries, UploadBudget budget,
        IOptions<AttachmentOptions> options, TimeProvider time, CancellationToken cancellationToken, string? name = null, bool @internal = false)
    {
        if (!TicketsApi.TryKey(http.Request, out var key))
        {
            return TicketsApi.InvalidKey();
        }

        if (http.Request.Headers.ContentEncoding.Count > 0)
        {
            return TypedResults.Problem("Send the file as it is, without Content-Encoding.", statusCode: 415, title: "Not understood", type: "/problems/content-encoding");
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var largest = options.Value.MaxBytes;
        if (http.Request.ContentLength > largest)
        {
            return TooLarge(largest);
        }

        using var room = budget.Take(actor.UserId ?? 0, http.Request.ContentLength ?? 2L * largest);
        if (room is null)
        {
            http.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem(UploadBudget.Busy, statusCode: 503, title: "Too much at once", type: "/problems/server-busy");
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = largest + 1L;
        using var late = new CancellationTokenSource(LongestUpload, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        byte[]? bytes;
        try
        {
            bytes = await ReadAsync(http.Request, largest, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return TypedResults.Problem("The file did not come within 5 minutes. Send it over a faster line.", statusCode: 408, title: "Too slow", type: "/problems/too-slow");
        }

        if (bytes is null)
        {
            return TooLarge(largest);
        }

        var reply = new NewReply { Text = "", IsInternal = @internal, Files = [new NewFile(name ?? "", bytes)] };
        return await TicketsApi.AnswerAsync(actor, await desk.ReplyAsync(actor, new TicketCommand(number, key), reply, cancellationToken), queries, cancellationToken);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> DownloadAsync(
        int number, int id, HttpContext http, ClaimsPrincipal user, AccessGate gate, AttachmentDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        if (await desk.FindAsync(actor, number, id, cancellationToken) is not { } file)
        {
            return Missing();
        }

        SecurityHeaders.Sandbox(http);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Size;
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.CacheControl = "no-store";
        if (!await desk.CopyAsync(id, file.Size, http.Response.Body, cancellationToken))
        {
            // Removed between the two questions, before a byte was sent.
            http.Response.Clear();
            return Missing();
        }

        return TypedResults.Empty;
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> RemoveAsync(
        int number, int id, HttpRequest http, ClaimsPrincipal user, AccessGate gate, AttachmentDesk desk, TicketQueries queries, CancellationToken cancellationToken)
    {
        if (!TicketsApi.TryKey(http, out var key))
        {
            return TicketsApi.InvalidKey();
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        return await TicketsApi.AnswerAsync(actor, await desk.RemoveAsync(actor, new TicketCommand(number, key), id, cancellationToken), queries, cancellationToken);
    }

    /// <summary>Null when there is more than the largest file has.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, int largest, CancellationToken cancellationToken)
    {
        var held = new MemoryStream((int)(request.ContentLength ?? 0));
        var part = new byte[64 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(part, cancellationToken)) > 0)
        {
            if (held.Length + read > largest)
            {
                return null;
            }

            held.Write(part, 0, read);
        }

        return held.Length == held.Capacity ? held.GetBuffer() : held.ToArray();
    }

    private static object Shape(AttachmentLine file) => new
    {
        file.Id, file.EntryId, file.Name, file.ContentType, file.Size, Internal = file.IsInternal, CreatedAt = file.CreatedAt.UtcDateTime, file.By,
    };

    private static ProblemHttpResult Missing() =>
        TypedResults.Problem("There is no such file or ticket, or it is not yours to see.", statusCode: 404, title: "No such file", type: "/problems/not-found");

    private static ProblemHttpResult TooLarge(int largest) =>
        TypedResults.Problem($"A file has at most {largest} bytes.", statusCode: 413, title: "Too large", type: "/problems/too-large");
}
