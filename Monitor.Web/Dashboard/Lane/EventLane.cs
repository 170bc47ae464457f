using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Lane;

/// <summary>
/// What happened on some hosts, for the lane above their curves: what their agents and programs told of, maintenance, and changes of rules. Within what the reader may see.
/// </summary>
public sealed class EventLane(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>Of each kind; the newest where there are very many.</summary>
    private const int Most = 200;

    /// <summary>Of maintenance that may lie in the time, before it is known which hosts it is of.</summary>
    private const int MostWindows = 500;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Maintenance stands with its own times: it may begin before the range and end after it.</summary>
    public async Task<IReadOnlyList<ChartEvent>> ReadAsync(Actor actor, IReadOnlyCollection<int> hostIds, TimeRange range, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsRead))
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        int[] asked = [.. hostIds];
        var names = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => asked.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        if (names.Count == 0)
        {
            return [];
        }

        var (from, to) = (range.From.ToUniversalTime(), range.To.ToUniversalTime());
        var found = new List<ChartEvent>(await HappenedAsync(db, names, from, to, cancellationToken));
        if (actor.May(Permissions.ProblemsRead))
        {
            found.AddRange(await MaintenanceAsync(db, names, from, to, cancellationToken));
        }

        if (actor.May(Permissions.RulesRead))
        {
            found.AddRange(await RulesAsync(db, from, to, cancellationToken));
        }

        return found;
    }

    private static async Task<IEnumerable<ChartEvent>> HappenedAsync(
        MonitorDb db, Dictionary<int, string> names, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        int[] ids = [.. names.Keys];
        var events = await db.Events.AsNoTracking().Where(e => ids.Contains(e.HostId) && e.At >= from && e.At < to).OrderByDescending(e => e.At).Take(Most).ToListAsync(cancellationToken);
        return events.Select(e => new ChartEvent(
            e.At.ToUnixTimeMilliseconds(), null, LaneWords.Tone(e.Kind), $"{LaneWords.Title(e.Kind)}{(names.Count > 1 ? $" on {names[e.HostId]}" : "")}: {LaneWords.Short(e.Text)}",
            string.Create(CultureInfo.InvariantCulture, $"/hosts/{e.HostId}?tab=events")));
    }

    private static async Task<IEnumerable<ChartEvent>> MaintenanceAsync(
        MonitorDb db, Dictionary<int, string> names, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // By the clock on the wall, which is at most a day away from UTC.
        var (earliest, latest) = (Wall(from) - MaintenanceWindow.Longest - Day, Wall(to) + Day);
        var windows = await db.Maintenance.AsNoTracking()
            .Where(w => w.CreatedAt < to && (w.CancelledAt == null || w.CancelledAt > from) && w.StartsLocal < latest && (w.Recurrence != null || w.StartsLocal > earliest))
            .OrderByDescending(w => w.Id).Take(MostWindows).ToListAsync(cancellationToken);
        if (windows.Count == 0)
        {
            return [];
        }

        var ids = names.Keys.ToArray();
        var set = new SuppressionSet(new SuppressionFacts
        {
            Hosts = await SuppressionReading.HostsAsync(db, db.Hosts.Where(h => ids.Contains(h.Id)), cancellationToken), Windows = windows,
        });
        return windows.Where(w => set.HostsOf(w.Id).Count > 0)
            .SelectMany(w => new MaintenanceTimes(w).After(from).TakeWhile(o => o.From < to).Take(Most).Select(o => new ChartEvent(
                o.From.ToUnixTimeMilliseconds(), o.To.ToUnixTimeMilliseconds(), "unknown", $"Maintenance: {LaneWords.Short(w.Name)}", string.Create(CultureInfo.InvariantCulture, $"/problems/maintenance/{w.Id}"))))
            .Take(Most);
    }

    private static DateTime Wall(DateTimeOffset time) => DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified);

    /// <summary>What shipped with the product is no news.</summary>
    private static async Task<IEnumerable<ChartEvent>> RulesAsync(MonitorDb db, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var changes = await (
            from v in db.RuleVersions.AsNoTracking()
            where v.At >= @from && v.At < to && v.UserId != null
            join r in db.Rules on v.RuleId equals r.Id
            orderby v.At descending
            select new { v.At, v.Act, v.Name, v.Reason, r.Key }).Take(Most).ToListAsync(cancellationToken);
        return changes.Select(c => new ChartEvent(
            c.At.ToUnixTimeMilliseconds(), null, "accent", $"Rule {c.Act}: {LaneWords.Short(c.Name)}{(c.Reason.Length == 0 ? "" : $" ({LaneWords.Short(c.Reason)})")}", $"/admin/rules/{c.Key}"));
    }
}
