using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Reports;

/// <summary>What the lines of a report are called, and what it can be narrowed to; the first few hundred of each.</summary>
internal static class ReportNames
{
    private const int Most = 500;

    public static async Task<IReadOnlyDictionary<int, string>> CategoriesAsync(MonitorDb db, int[] ids, CancellationToken cancellationToken)
    {
        var tree = ids.Length == 0 ? CategoryTree.Empty : await CatalogReader.TreeAsync(db, cancellationToken);
        return ids.ToDictionary(id => id, id => tree.PathOf(id));
    }

    public static async Task<IReadOnlyDictionary<int, string>> TeamsAsync(MonitorDb db, int[] ids, CancellationToken cancellationToken) =>
        await db.Teams.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, cancellationToken);

    public static async Task<IReadOnlyDictionary<int, string>> HostsAsync(MonitorDb db, int[] ids, CancellationToken cancellationToken) =>
        await db.Hosts.Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);

    public static async Task<ReportChoices> ChoicesAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        var categories = await CatalogReader.TreeAsync(db, cancellationToken);
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));

        // Who is limited to some groups is offered those, with all below them.
        var offered = groups.All.Where(g => actor.GroupIds.Count == 0 || groups.PathUp(g.Id).Any(above => actor.GroupIds.Contains(above.Id)));
        return new ReportChoices(
            [.. categories.InOrder().Take(Most).Select(c => new NamedId(c.Category.Id, categories.PathOf(c.Category.Id)))],
            await db.Teams.OrderBy(t => t.Name).Take(Most).Select(t => new NamedId(t.Id, t.Name)).ToListAsync(cancellationToken),
            [.. offered.Select(g => new NamedId(g.Id, groups.PathOf(g.Id))).OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase).Take(Most)]);
    }
}
