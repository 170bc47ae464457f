using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>How every change over HTTP is read and answered.</summary>
internal static partial class TicketsApi
{
    /// <summary>One change over HTTP: with its key, based on the version of `If-Match` or of the body, answered with the ticket as it is then.</summary>
    internal static async Task<Results<Ok<object>, ProblemHttpResult>> ChangeAsync(
        int number, uint? version, HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketQueries queries, Func<Actor, TicketCommand, Task<TicketOutcome>> act,
        CancellationToken cancellationToken)
    {
        if (!TryKey(http, out var key))
        {
            return InvalidKey();
        }

        if (!EntityTag.TryRead(http, out var tagged, out var seen))
        {
            return Invalid("`If-Match` is the `eTag` of a ticket, with its quotation marks.");
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var outcome = await act(actor, new TicketCommand(number, key, tagged ?? version, seen));
        if (outcome.Result != TicketResult.Conflict)
        {
            return await AnswerAsync(actor, outcome, queries, cancellationToken, http.HttpContext.Response);
        }

        var now = await queries.FindAsync(actor, number, cancellationToken);
        return TypedResults.Problem(
            outcome.Message, statusCode: tagged is null ? 409 : 412, title: "Changed by somebody else", type: "/problems/conflict",
            extensions: new Dictionary<string, object?>
            {
                ["changes"] = outcome.Since.Select(c => new { At = c.At.UtcDateTime, c.By, c.Text }).ToList(),
                ["current"] = now is null ? null : new { now.Line.Title, now.Description, now.Version, ETag = EntityTag.Of(now) },
            });
    }

    internal static async Task<Results<Ok<object>, ProblemHttpResult>> AnswerAsync(
        Actor actor, TicketOutcome outcome, TicketQueries queries, CancellationToken cancellationToken, HttpResponse? response = null) => outcome.Result switch
        {
            TicketResult.Done when outcome.Made is { } made => TypedResults.Ok<object>(new { outcome.Number, Made = made }),
            TicketResult.Done => await ShowAsync(actor, outcome.Number, queries, response, cancellationToken) is { } ticket
                ? TypedResults.Ok(ticket)
                : TypedResults.Ok<object>(new { outcome.Number }), // done, and thereby out of what this person sees
            TicketResult.NotFound => Problem(404, "not-found", "No such ticket", outcome.Message),
            TicketResult.Refused => Problem(403, "not-allowed", "Not allowed", outcome.Message),
            TicketResult.Conflict => Problem(409, "conflict", "Changed by somebody else", outcome.Message),
            _ => Invalid(outcome.Message),
        };

    private static async Task<object?> ShowAsync(Actor actor, int number, TicketQueries queries, HttpResponse? response, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(actor, number, cancellationToken) is not { } ticket)
        {
            return null;
        }

        if (response is not null)
        {
            response.Headers.ETag = EntityTag.Of(ticket);
        }

        return TicketShape.Of(ticket);
    }

    /// <summary>A caller that may repeat a request names it; without a name each request counts.</summary>
    internal static bool TryKey(HttpRequest http, out Guid key)
    {
        var name = http.Headers["Idempotency-Key"].ToString();
        key = Guid.NewGuid();
        return name.Length == 0 || Guid.TryParse(name, out key);
    }

    internal static ProblemHttpResult InvalidKey() => Invalid("`Idempotency-Key` is a UUID, such as 3f2b1c7e-8f0e-4a55-9d7f-0a1f2c3d4e5f.");

    private static ProblemHttpResult InvalidState() => Invalid($"`state` is one of {string.Join(", ", Enum.GetNames<TicketState>())}.");

    /// <summary>A value by its name; null when none is given. What cannot be read is left in <paramref name="error"/>, the first of several.</summary>
    internal static T? Name<T>(string parameter, string? text, ref ProblemHttpResult? error)
        where T : struct, Enum
    {
        if (text is null || TryName(text, out T value))
        {
            return text is null ? null : Enum.Parse<T>(text, ignoreCase: true);
        }

        error ??= Invalid($"`{parameter}` is one of {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    /// <summary>By name only: `Enum.TryParse` alone would also take any number.</summary>
    internal static bool TryName<T>(string? text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);

    internal static ProblemHttpResult Invalid(string detail) => Problem(400, "invalid", "Not understood", detail);

    private static ProblemHttpResult Problem(int status, string slug, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"/problems/{slug}");
}
