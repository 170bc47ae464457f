using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Web.Access;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>The one door to the lines of logs for people and programs: permission and scope are decided here.</summary>
public sealed class LogDesk(IDbContextFactory<MonitorDb> contexts, LogReader reader, LogSourceNames names, TimeProvider time)
{
    public const int LargestPage = 1000;
    private const int MostSourceNames = 300;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>The search within what the person may see now. Throws <see cref="AccessRefusedException"/> for whoever may read no logs.</summary>
    public async Task<ReadyLogSearch> PrepareAsync(Actor actor, LogSearch search, int limit, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var some = search.HostIds.ToArray();
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => some.Length == 0 || some.Contains(h.Id))
            .Select(h => new { h.Id, h.Name }).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        int[] ids = [.. hosts.Keys];
        List<int>? sources = search.Source is { } name
            ? await db.LogSources.AsNoTracking().Where(s => s.Name == name && ids.Contains(s.HostId)).Select(s => s.Id).ToListAsync(cancellationToken)
            : null;
        var (from, to) = search.Window.At(time.GetUtcNow());

        // Lines may be of clocks that are a little ahead.
        to = search.Window.IsFixed ? to : to + Ahead;
        var ask = new LogAsk(ids, from, to, string.IsNullOrWhiteSpace(search.Words) ? null : new LogQuery(search.Words), sources, search.AtLeast, search.Marks, limit, search.After);
        return new ReadyLogSearch(ask, hosts);
    }

    /// <summary>The newest first.</summary>
    public async Task<LogRows> FindAsync(ReadyLogSearch search, CancellationToken cancellationToken)
    {
        if (search.IsEmpty)
        {
            return LogRows.None;
        }

        var page = await reader.FindAsync(search.Ask, cancellationToken);
        return new LogRows(await NamedAsync(search, page.Lines, cancellationToken), page.Next, page.IsPartial);
    }

    /// <summary>Null where there is nothing to count.</summary>
    public async Task<LogHistogram?> CountAsync(ReadyLogSearch search, CancellationToken cancellationToken) =>
        search.IsEmpty ? null : await reader.CountAsync(search.Ask, LogSteps.For(search.Ask.To - search.Ask.From), cancellationToken);

    /// <summary>A line of a host with so many before and after it, the oldest first; null where the host, or the line, is not there for the person.</summary>
    public async Task<IReadOnlyList<LogRow>?> AroundAsync(Actor actor, int hostId, LogPlace place, int before, int after, CancellationToken cancellationToken)
    {
        var search = await PrepareAsync(actor, LogSearch.Everything with { HostIds = [hostId] }, 1, cancellationToken);
        if (search.IsEmpty)
        {
            return null;
        }

        var lines = await reader.AroundAsync(hostId, place, before, after, cancellationToken);
        return lines.Any(l => l.Line.Time == place.Time && l.Line.Number == place.Number) ? await NamedAsync(search, lines, cancellationToken) : null;
    }

    /// <summary>The names to the lines that have come; those of other hosts are left out.</summary>
    public async Task<IReadOnlyList<LogRow>> NamedAsync(ReadyLogSearch search, IReadOnlyList<FoundLine> lines, CancellationToken cancellationToken)
    {
        var sources = await names.ReadAsync(lines.Select(l => l.Line.SourceId), cancellationToken);
        return [.. lines.Where(l => search.Hosts.ContainsKey(l.HostId)).Select(l => new LogRow(l.HostId, search.Hosts[l.HostId], sources[l.Line.SourceId], l.Line))];
    }

    /// <summary>The names of the sources of some hosts (of all without any), those that were heard of last.</summary>
    public async Task<IReadOnlyList<string>> SourceNamesAsync(Actor actor, IReadOnlyList<int> hostIds, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (visible, some) = (db.Hosts.VisibleHosts(actor, db).Select(h => h.Id), hostIds.ToArray());
        var found = await db.LogSources.AsNoTracking().Where(s => visible.Contains(s.HostId) && (some.Length == 0 || some.Contains(s.HostId)))
            .GroupBy(s => s.Name).OrderByDescending(g => g.Max(s => s.LastSeenAt)).Select(g => g.Key).Take(MostSourceNames).ToListAsync(cancellationToken);
        return [.. found.Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The hosts that can be chosen.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> HostsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null).OrderBy(h => h.Name).Take(2000)
            .Select(h => new { h.Id, h.Name }).ToListAsync(cancellationToken);
        return [.. hosts.Select(h => (h.Id, h.Name))];
    }
}
