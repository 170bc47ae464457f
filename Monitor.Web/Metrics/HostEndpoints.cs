using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

internal sealed record HostItem(
    int Id, Guid Key, string Name, int GroupId, DateTimeOffset? LastSeenAt, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt, IReadOnlyDictionary<string, string> Tags);

internal sealed record GroupItem(int Id, int? ParentId, string Name);

/// <summary>Lists for programs: hosts and groups. Everybody sees what the own scope holds; the rest does not exist.</summary>
internal static class HostEndpoints
{
    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization(Permissions.HostsRead).WithTags("hosts");
        api.MapGet("/hosts", ListAsync).WithSummary("Hosts that the caller may see.").Produces<ApiPage<HostItem>>();
        api.MapGet("/hosts/{id:int}", GetAsync).WithSummary("One host.").Produces<HostItem>().ProducesProblem(404);
        api.MapGet("/hosts/{id:int}/processes", ProcessesEndpoint.GetAsync).WithSummary("The busiest processes of a host, or the curve of one.").ProducesProblem(404);
        api.MapGet("/groups", GroupsAsync).WithSummary("The tree of groups of hosts.").Produces<ApiPage<GroupItem>>();
        api.MapGet("/series", SeriesEndpoint.GetAsync).WithSummary("What is measured, by host, metric and labels.").Produces<ApiPage<SeriesItem>>();
        api.MapGet("/query", QueryEndpoint.GetAsync).WithSummary("Curves in a window of time, as JSON or CSV.").Produces<QueryAnswer>().ProducesProblem(503);
        api.MapGet("/live", LiveEndpoint.GetAsync).WithSummary("A WebSocket that sends the new points of series as they are stored.").ProducesProblem(400).ProducesProblem(429);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, AccessGate gate, IDbContextFactory<MonitorDb> contexts, LatestValues latest, int? limit, int? after, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        if (Size(limit) is not { } size)
        {
            return BadLimit;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.Id > (after ?? 0)).OrderBy(h => h.Id).Take(size + 1).ToListAsync(cancellationToken);
        var items = await ItemsAsync(db, hosts, latest, cancellationToken);
        return TypedResults.Json(ApiPage<HostItem>.Of(items, size, h => Text(h.Id)));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, AccessGate gate, IDbContextFactory<MonitorDb> contexts, LatestValues latest, int id, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var host = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).SingleOrDefaultAsync(h => h.Id == id, cancellationToken);
        return host is null ? MetricsProblem.NotFound : TypedResults.Json((await ItemsAsync(db, [host], latest, cancellationToken))[0]);
    }

    private static async Task<IResult> GroupsAsync(
        HttpContext context, AccessGate gate, IDbContextFactory<MonitorDb> contexts, int? limit, int? after, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.HostsRead, cancellationToken);
        if (Size(limit) is not { } size)
        {
            return BadLimit;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = db.HostGroups.AsNoTracking();
        if (actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0)
        {
            var visible = Visibility.GroupsBelow(db, actor.GroupIds);
            groups = groups.Where(g => visible.Contains(g.Id));
        }

        var items = await groups.Where(g => g.Id > (after ?? 0)).OrderBy(g => g.Id).Take(size + 1)
            .Select(g => new GroupItem(g.Id, g.ParentId, g.Name)).ToListAsync(cancellationToken);
        return TypedResults.Json(ApiPage<GroupItem>.Of(items, size, g => Text(g.Id)));
    }

    internal static IResult BadLimit => MetricsProblem.Invalid($"'limit' is 1 to {ApiPage<int>.LargestPage}.");

    internal static int? Size(int? limit) =>
        limit is null ? ApiPage<int>.DefaultPage : limit is >= 1 and <= ApiPage<int>.LargestPage ? limit : null;

    private static async Task<List<HostItem>> ItemsAsync(MonitorDb db, List<Host> hosts, LatestValues latest, CancellationToken cancellationToken)
    {
        int[] ids = [.. hosts.Select(h => h.Id)];
        var tags = (await db.HostTags.AsNoTracking().Where(t => ids.Contains(t.HostId)).ToListAsync(cancellationToken)).ToLookup(t => t.HostId);
        return hosts.ConvertAll(h => new HostItem(
            h.Id, h.Key, h.Name, h.GroupId, latest.Host(h.Id)?.LastSeenAt ?? h.LastSeenAt, h.CreatedAt, h.RetiredAt, tags[h.Id].ToDictionary(t => t.Key, t => t.Value)));
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
