using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Settings;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>Which hosts: one, those of a group and below, or all that the person may see.</summary>
public sealed record EfficiencyAsk(int? HostId = null, int? GroupId = null, ReiWindow Window = ReiWindow.Month);

/// <summary>The index of hosts, groups and the fleet, within what the person may see: made of the stored hours under the settings of now.</summary>
public sealed class EfficiencyReader(IDbContextFactory<MonitorDb> contexts, PlanReader plans)
{
    /// <summary>As many as are read at once; a larger fleet is looked at by its groups.</summary>
    public const int MostHosts = 2000;

    public const int LongestTrend = 90;

    private sealed record GroupedHost(int Id, string Name, int GroupId, string Group);

    /// <summary>Whether the host and the group that are named, if any, are there for the person and not empty.</summary>
    public async Task<bool> AreThereAsync(Actor actor, int? hostId, int? groupId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await HostsAsync(db, actor, new EfficiencyAsk(hostId, groupId), cancellationToken) is not null;
    }

    /// <summary>Null where the host or the group is not there for the person.</summary>
    public async Task<EfficiencyView?> ReadAsync(Actor actor, EfficiencyAsk ask, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await HostsAsync(db, actor, ask, cancellationToken) is not { } hosts)
        {
            return null;
        }

        if (await UntilAsync(db, cancellationToken) is not { } until)
        {
            return new EfficiencyView(null, null, null, [], false);
        }

        var (plan, hours) = (await plans.ReadAsync(cancellationToken), ask.Window.Hours());
        var days = await DaysAsync(db, hosts, until.AddHours(-2 * hours), until, cancellationToken);
        var (lines, before) = (new List<HostEfficiency>(), new List<ReiReading>());
        foreach (var host in hosts.Take(MostHosts))
        {
            DayUse? DayOf(DateOnly date) => days.GetValueOrDefault((host.Id, date));
            var settings = plan.Of(host.GroupId);
            var earlier = ReiOfDays.Read(settings, DayOf, until.AddHours(-hours), ask.Window);
            if (ReiOfDays.Read(settings, DayOf, until, ask.Window) is { } reading)
            {
                lines.Add(new HostEfficiency(host.Id, host.Name, host.GroupId, host.Group, reading, earlier?.Total));
                if (earlier is not null)
                {
                    before.Add(earlier);
                }
            }
        }

        lines = [.. lines.OrderBy(l => l.Reading.Total).ThenBy(l => l.HostId)];
        return new EfficiencyView(until, ReiOfMany.Of([.. lines.Select(l => l.Reading)]), ReiOfMany.Of(before)?.Total, lines, hosts.Count > MostHosts);
    }

    /// <summary>Day by day (UTC), the mean of the hosts; null as above.</summary>
    public async Task<IReadOnlyList<TrendPoint>?> TrendAsync(Actor actor, EfficiencyAsk ask, int days, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, LongestTrend);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await HostsAsync(db, actor, ask, cancellationToken) is not { } hosts)
        {
            return null;
        }

        if (await UntilAsync(db, cancellationToken) is not { } until)
        {
            return [];
        }

        var (plan, end) = (await plans.ReadAsync(cancellationToken), new DateTimeOffset(until.AddHours(-1).UtcDateTime.Date.AddDays(1), TimeSpan.Zero));
        var uses = await DaysAsync(db, hosts, end.AddDays(-days), end, cancellationToken);
        return
        [
            .. Enumerable.Range(1, days).Select(d => end.AddDays(d - days)).Select(to =>
            {
                var all = ReiOfMany.Of([.. hosts.Take(MostHosts).Select(h => ReiOfDays.Read(plan.Of(h.GroupId), date => uses.GetValueOrDefault((h.Id, date)), to, ReiWindow.Day)).OfType<ReiReading>()]);
                return new TrendPoint(to.AddDays(-1), all?.Total, [.. Resources.All.Select(r => all?.Of(r) is { IsKnown: true } part ? part.Score : (double?)null)]);
            }),
        ];
    }

    private static async Task<List<GroupedHost>?> HostsAsync(MonitorDb db, Actor actor, EfficiencyAsk ask, CancellationToken cancellationToken)
    {
        var rows = await Visibility.HostsOf(db, actor, ask.HostId, ask.GroupId).OrderBy(h => h.Id).Join(db.HostGroups, h => h.GroupId, g => g.Id, (h, g) => new GroupedHost(h.Id, h.Name, h.GroupId, g.Name)).Take(MostHosts + 1).ToListAsync(cancellationToken);
        return rows.Count == 0 && (ask.HostId ?? ask.GroupId) is not null ? null : rows;
    }

    private static Task<DateTimeOffset?> UntilAsync(MonitorDb db, CancellationToken cancellationToken) =>
        db.ReiProgress.Where(p => p.Id == ReiProgress.OfUse).Select(p => p.Through).SingleOrDefaultAsync(cancellationToken);

    private static async Task<Dictionary<(int, DateOnly), DayUse>> DaysAsync(MonitorDb db, List<GroupedHost> hosts, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last, ids) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.UtcDateTime), hosts.ConvertAll(h => h.Id));
        var rows = await db.ReiDays.AsNoTracking().Where(d => d.Day >= first && d.Day <= last && ids.Contains(d.HostId)).ToListAsync(cancellationToken);
        return rows.ToDictionary(d => (d.HostId, d.Day), d => new DayUse(d.Use));
    }
}
