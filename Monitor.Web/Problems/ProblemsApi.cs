using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Web.Access;

namespace Monitor.Web.Problems;

/// <summary>Problems over HTTP, to read.</summary>
internal static class ProblemsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/problems", ListAsync).RequireAuthorization(Permissions.ProblemsRead).WithTags("problems")
            .WithSummary("Problems on hosts that the caller may see, newest first.");
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user, AccessGate gate, ProblemQueries queries, CancellationToken cancellationToken,
        string? phase = null, string? severity = null, int? host = null, bool open = false, int limit = 100, int? after = null)
    {
        if (limit is < 1 or > 500)
        {
            return Invalid("`limit` is a number from 1 to 500.");
        }

        if (phase is not null && !Enum.TryParse<ProblemPhase>(phase, ignoreCase: true, out _))
        {
            return Invalid($"`phase` is one of {string.Join(", ", Enum.GetNames<ProblemPhase>())}.");
        }

        if (severity is not null && !Enum.TryParse<Severity>(severity, ignoreCase: true, out _))
        {
            return Invalid($"`severity` is one of {string.Join(", ", Enum.GetNames<Severity>())}.");
        }

        var actor = await gate.RequireAsync(user, Permissions.ProblemsRead, cancellationToken);
        var filter = new ProblemFilter
        {
            IsOpenOnly = open,
            Phase = phase is null ? null : Enum.Parse<ProblemPhase>(phase, ignoreCase: true),
            Severity = severity is null ? null : Enum.Parse<Severity>(severity, ignoreCase: true),
            HostId = host,
        };
        var lines = await queries.AfterAsync(actor, filter, after, limit + 1, cancellationToken);
        var next = lines.Count > limit ? Text(lines[limit - 1].Id) : null;
        return TypedResults.Ok<object>(new { Items = lines.Take(limit).Select(Shape).ToList(), Next = next });
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static object Shape(ProblemLine p) => new
    {
        p.Id, p.Summary, p.EndText, Severity = p.Severity.ToString(), Phase = p.Phase.ToString(), p.HostId, Host = p.HostName, p.Metric, p.Labels, p.Value,
        p.Limit, BeganAt = p.BeganAt.UtcDateTime, EndedAt = p.EndedAt?.UtcDateTime, Ticket = p.TicketNumber, HeldBack = p.IsHeldBack,
    };

    private static ProblemHttpResult Invalid(string detail) =>
        TypedResults.Problem(detail, statusCode: 400, title: "Not understood", type: "/problems/invalid");
}
