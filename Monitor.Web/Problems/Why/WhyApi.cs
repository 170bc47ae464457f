using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Why;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Why;

/// <summary>Why somebody was told, or nobody, over HTTP.</summary>
internal static class WhyApi
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/problems/why", GetAsync).RequireAuthorization(Permissions.ProblemsRead).WithTags("problems")
            .WithSummary("Why somebody, or nobody, was told about a host at a moment; without one: now.");

    private static async Task<Results<Ok<object>, ProblemHttpResult>> GetAsync(
        ClaimsPrincipal user, AccessGate gate, WhyQueries queries, TimeProvider time, CancellationToken cancellationToken, int host, DateTimeOffset? at = null)
    {
        var now = time.GetUtcNow();
        if (at > now || at < now - WhyQueries.Oldest)
        {
            return TypedResults.Problem("`at` is a moment of the last 366 days, such as 2026-11-20T03:10:00Z.", statusCode: 400, title: "Not understood", type: "/problems/invalid");
        }

        var actor = await gate.RequireAsync(user, Permissions.ProblemsRead, cancellationToken);
        return await queries.ExplainAsync(actor, host, at ?? now, TimeZoneInfo.Utc, cancellationToken) is { } answer
            ? TypedResults.Ok(Shape(answer))
            : TypedResults.Problem("There is no such host, or it is not yours to see.", statusCode: 404, title: "No such host", type: "/problems/not-found");
    }

    private static object Shape(WhyAnswer a) => new
    {
        a.HostId, a.Host, At = a.At.UtcDateTime, Cause = a.Cause.ToString(), a.Sentence,
        Stories = a.Stories.Select(s => new
        {
            Cause = s.Cause.ToString(), s.Sentence, s.Summary, Severity = s.Severity.ToString(), s.Fingerprint, s.ProblemId, s.Ticket,
            Chain = s.Steps.Select(t => new { At = t.At.UtcDateTime, t.Text, t.Facts }).ToList(),
        }).ToList(),
        Values = a.Values.Select(v => new { v.Rule, v.Subject, v.Text, v.IsBreached, v.IsOff }).ToList(),
        Reasons = a.Reasons.Select(r => new { Kind = r.Kind.ToString(), r.Id, r.Text, r.Link, Since = r.Since.UtcDateTime, Until = r.Until?.UtcDateTime }).ToList(),
    };
}
