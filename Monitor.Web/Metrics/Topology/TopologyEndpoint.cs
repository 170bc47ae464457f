using System.Text;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Metrics.Topology;

internal sealed record TopologyChangeItem(string Act, string Text, long? Line);

internal sealed record UnknownHostItem(string Name, long Line);

internal sealed record TopologyAnswer(bool Applied, IReadOnlyList<TopologyChangeItem> Changes, IReadOnlyList<UnknownHostItem> UnknownHosts)
{
    public static TopologyAnswer Of(TopologyPlan plan, bool applied) => new(
        applied, [.. plan.Changes.Select(c => new TopologyChangeItem(c.Act.ToString().ToLowerInvariant(), c.Text, c.Line == 0 ? null : c.Line))],
        [.. plan.UnknownHosts.Select(h => new UnknownHostItem(h.Text, h.Line))]);
}

/// <summary><c>/api/v1/topology</c>: how hosts and services lean on each other, as a file, out and in.</summary>
internal static class TopologyEndpoint
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // The same for a person at the screen, whose browser saves it.
        app.MapGet("/admin/topology/file", ExportAsync).RequireAuthorization(Permissions.HostsRead).ExcludeFromDescription();
        var api = app.MapGroup("/api/v1/topology").WithTags("topology");
        api.MapGet("", ExportAsync).RequireAuthorization(Permissions.HostsRead).WithSummary("How hosts and services lean on each other, as a YAML file.")
            .Produces<string>(200, "application/yaml");
        api.MapPut("", ImportAsync).RequireAuthorization(Permissions.HostsLink)
            .WithSummary("Takes such a file, all or none; `preview=true` only says what would change, `remove=true` also takes away what the file does not name.")
            .Produces<TopologyAnswer>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(413);
    }

    private static async Task<IResult> ExportAsync(HttpContext context, AccessGate gate, TopologyReader reader, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        var text = await reader.ExportAsync(actor, cancellationToken);
        return TypedResults.File(Encoding.UTF8.GetBytes(text), "application/yaml", "topology.yaml");
    }

    private static async Task<IResult> ImportAsync(
        HttpContext context, AccessGate gate, TopologyDesk desk, CancellationToken cancellationToken, bool preview = false, bool remove = false)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsLink, cancellationToken);
        if (await RuleFile.ReadAsync(context.Request.Body, cancellationToken) is not { } yaml)
        {
            return MetricsProblem.Of(413, "too-large", "Too large", $"A file has at most {RuleFile.MostBytes / 1024} KB of UTF-8 text. Import it in parts.");
        }

        var (outcome, plan) = preview && await desk.PreviewAsync(actor, yaml, remove, cancellationToken) is { } shown
            ? (shown.Errors.Count > 0 ? HostOutcome.Invalid(string.Join(' ', shown.Errors.Take(20))) : HostOutcome.Done(0), shown)
            : await desk.ApplyAsync(actor, yaml, remove, null, cancellationToken);
        return outcome.Result switch
        {
            HostResult.Done => TypedResults.Json(TopologyAnswer.Of(plan!, applied: !preview)),
            HostResult.Refused => MetricsProblem.Of(403, "not-allowed", "Not allowed", outcome.Message),
            HostResult.Conflict => MetricsProblem.Of(409, "changed-meanwhile", "Changed meanwhile", outcome.Message),
            _ => MetricsProblem.Invalid(outcome.Message),
        };
    }
}
