using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Web.Intake.Mail;

/// <summary><c>POST /api/v1/mails</c>: one mail as the body, as the mail server has it. What is not its sender's fault is answered so that it is kept and tried again.</summary>
internal static class MailEndpoint
{
    private const int LargestMail = 16 << 20;

    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/mails", TakeAsync).RequireAuthorization(Permissions.MailTake).DisableAntiforgery().WithTags("tickets")
            .WithSummary("Takes a mail: it lands on the ticket that it answers, or becomes one.");

    private static async Task<Results<Ok<object>, ProblemHttpResult>> TakeAsync(
        HttpContext http, ClaimsPrincipal user, AccessGate gate, MailDesk desk, UploadBudget budget, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.MailTake, cancellationToken);

        // Twice as much is in memory while it is read; more than what one caller may hold would never be taken.
        var most = Math.Min(LargestMail, budget.Share / 2);
        if (http.Request.ContentLength > most)
        {
            return TooLarge();
        }

        using var held = budget.Take(actor.UserId ?? 0, 2 * (http.Request.ContentLength ?? most));
        if (held is null)
        {
            http.Response.Headers.RetryAfter = "5";
            return Problem(503, "server-busy", UploadBudget.Busy);
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = most;
        using var late = new CancellationTokenSource(LongestUpload, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var mail = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        try
        {
            await http.Request.Body.CopyToAsync(mail, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return Problem(408, "too-slow", "The mail did not come within 5 minutes.");
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }

        var outcome = await desk.TakeAsync(actor, mail.GetBuffer().AsMemory(0, (int)mail.Length), cancellationToken);
        return outcome.Fate switch
        {
            MailFate.NotUnderstood => Problem(400, "mail-not-understood", outcome.Message),
            MailFate.UnknownSender => Problem(422, "unknown-sender", outcome.Message),
            MailFate.Refused => Problem(422, "mail-refused", outcome.Message),
            MailFate.Later => Problem(429, "not-now", outcome.Message),
            _ => TypedResults.Ok<object>(new { Outcome = outcome.Fate.ToString(), outcome.Number, outcome.Message }),
        };

        ProblemHttpResult TooLarge() => Problem(413, "too-large", $"A mail has at most {AttachmentOptions.Size(most)} here.");
    }

    private static ProblemHttpResult Problem(int status, string type, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: "The mail was not taken", type: "/problems/" + type);
}
