using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Settings;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>When something of a host will be full, as the forecasts have it.</summary>
public sealed record FillLine(int SeriesId, int HostId, string Host, string Metric, string Labels, double Limit, DateTimeOffset? EarliestAt, DateTimeOffset? ExpectedAt, DateTimeOffset? LatestAt, CapacityReason Reason);

/// <summary>What hosts carry at their busiest hours, and what will be full.</summary>
/// <param name="Unknown">Hosts of which size or use is not known.</param>
public sealed record CapacityView(IReadOnlyList<HostLoad> Hosts, int Unknown, HeadroomPolicy Policy, IReadOnlyList<FillLine> Full);

/// <summary>What there is room for, within what the person may see.</summary>
public sealed class CapacityReader(IDbContextFactory<MonitorDb> contexts, PlanReader plans, TimeProvider time)
{
    private const int Days = 14;
    public const int MostFull = 200;

    /// <summary>What nobody looked at for so long is no outlook any more.</summary>
    private static readonly TimeSpan Fresh = GridShape.Of(ForecastGrid.Day).Every * 6;

    private sealed record MadeHost(int Id, string Name, int GroupId, int Vcpus, double MemoryBytes);

    public async Task<CapacityView> ReadAsync(Actor actor, int? groupId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await Visibility.HostsOf(db, actor, null, groupId).OrderBy(h => h.Id)
            .Select(h => new MadeHost(h.Id, h.Name, h.GroupId, db.HostInventories.Where(i => i.HostId == h.Id).Select(i => i.CpuCount).FirstOrDefault(), db.HostInventories.Where(i => i.HostId == h.Id).Select(i => i.MemoryBytes).FirstOrDefault()))
            .Take(EfficiencyReader.MostHosts).ToListAsync(cancellationToken);
        var until = await db.ReiProgress.Where(p => p.Id == ReiProgress.OfUse).Select(p => p.Through).SingleOrDefaultAsync(cancellationToken);
        var loads = until is { } end ? await LoadsAsync(db, hosts, end, cancellationToken) : [];
        var plan = await plans.ReadAsync(cancellationToken);
        return new CapacityView(loads, hosts.Count - loads.Count, plan.Of(groupId ?? Domain.Metrics.HostGroup.FleetId).Headroom, await FullAsync(db, actor, hosts.ConvertAll(h => h.Id), time.GetUtcNow() - Fresh, cancellationToken));
    }

    private static async Task<List<HostLoad>> LoadsAsync(MonitorDb db, List<MadeHost> hosts, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var (from, to, ids) = (DateOnly.FromDateTime(end.AddDays(-Days).UtcDateTime), DateOnly.FromDateTime(end.UtcDateTime), hosts.ConvertAll(h => h.Id));
        var days = (await db.ReiDays.AsNoTracking().Where(d => d.Day >= from && d.Day <= to && ids.Contains(d.HostId)).ToListAsync(cancellationToken)).ToDictionary(d => (d.HostId, d.Day), d => new DayUse(d.Use));
        var loads = new List<HostLoad>();
        foreach (var host in hosts.Where(h => h is { Vcpus: > 0, MemoryBytes: > 0 }))
        {
            var (cpu, memory) = ReiOfDays.Pressures(date => days.GetValueOrDefault((host.Id, date)), end.AddDays(-Days), end);
            if (UseProfile.Of(cpu, TimeSpan.FromHours(1)) is { } c && UseProfile.Of(memory, TimeSpan.FromHours(1)) is { } m)
            {
                loads.Add(new HostLoad(host.Id, host.Name, host.GroupId, host.Vcpus, c.P95, host.MemoryBytes, m.P95));
            }
        }

        return loads;
    }

    private static async Task<List<FillLine>> FullAsync(MonitorDb db, Actor actor, List<int> hostIds, DateTimeOffset since, CancellationToken cancellationToken) => await (
        from outlook in db.LimitOutlooks.AsNoTracking()
        join series in VisibleSeries.Of(db, actor) on outlook.SeriesId equals series.SeriesId
        where (outlook.ExpectedAt != null || outlook.Reason == CapacityReason.Reached) && outlook.LookedAt > since && hostIds.Contains(series.HostId)
        orderby outlook.Reason == CapacityReason.Reached descending, outlook.ExpectedAt, outlook.SeriesId
        select new FillLine(series.SeriesId, series.HostId, series.Host, series.Metric, series.Labels, outlook.Limit, outlook.EarliestAt, outlook.ExpectedAt, outlook.LatestAt, outlook.Reason))
        .Take(MostFull).ToListAsync(cancellationToken);
}
