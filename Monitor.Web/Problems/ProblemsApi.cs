using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;

namespace Monitor.Web.Problems;

/// <summary>Problems and rules over HTTP, to read.</summary>
internal static class ProblemsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/problems", ListAsync).RequireAuthorization(Permissions.ProblemsRead).WithTags("problems")
            .WithSummary("Problems on hosts that the caller may see, newest first.");
        app.MapGet("/api/v1/rules", RulesAsync).RequireAuthorization(Permissions.RulesRead).WithTags("rules")
            .WithSummary("Rules with their overrides for groups and hosts.");
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

    private static async Task<Results<Ok<object>, ProblemHttpResult>> RulesAsync(
        ClaimsPrincipal user, AccessGate gate, RuleQueries queries, CancellationToken cancellationToken, int limit = 100, int after = 0)
    {
        if (limit is < 1 or > 500)
        {
            return Invalid("`limit` is a number from 1 to 500.");
        }

        var actor = await gate.RequireAsync(user, Permissions.RulesRead, cancellationToken);
        var (rules, hosts, _) = await queries.ReadAsync(actor, cancellationToken);
        var visible = hosts.Select(h => h.Id).ToHashSet();
        var page = rules.Rules.Where(r => r.Id > after).OrderBy(r => r.Id).Take(limit + 1).ToList();
        var next = page.Count > limit ? Text(page[limit - 1].Id) : null;
        return TypedResults.Ok<object>(new { Items = page.Take(limit).Select(r => Shape(r, rules, visible)).ToList(), Next = next });
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static object Shape(ProblemLine p) => new
    {
        p.Id, p.Summary, p.EndText, Severity = p.Severity.ToString(), Phase = p.Phase.ToString(), p.HostId, Host = p.HostName, p.Metric, p.Labels, p.Value,
        p.Limit, BeganAt = p.BeganAt.UtcDateTime, EndedAt = p.EndedAt?.UtcDateTime, Ticket = p.TicketNumber, HeldBack = p.IsHeldBack,
    };

    private static object Shape(Rule r, RuleSet rules, HashSet<int> visible) => new
    {
        r.Id, r.Key, r.Name, r.Description, r.Definition.First.Metric, Condition = r.Definition.First.Kind.ToString(), r.Definition.Mildest.Limit,
        ClearLevel = r.Definition.Mildest.ClearLevel ?? r.Definition.Mildest.Limit, ForSeconds = r.Definition.For.TotalSeconds,
        Severity = r.Definition.Mildest.Severity.ToString(), r.Enabled, r.Version, UpdatedAt = r.UpdatedAt.UtcDateTime, Says = RuleSentence.Of(r.Definition),
        AwaitsSource = r.Definition.Source, Definition = JsonNode.Parse(RuleJson.Write(r.Definition)),
        Overrides = rules.OverridesOf(r).Where(o => o.HostId is null || visible.Contains(o.HostId.Value))
            .Select(o => new { o.GroupId, o.HostId, o.Limit, o.ClearLevel, ForSeconds = o.ForDuration?.TotalSeconds, o.Enabled }).ToList(),
    };

    private static ProblemHttpResult Invalid(string detail) =>
        TypedResults.Problem(detail, statusCode: 400, title: "Not understood", type: "/problems/invalid");
}
