using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Efficiency.Sizing;

/// <summary>A host as it was over a month, and what its CPU had to bear hour by hour, in percent.</summary>
public sealed record SizedHost(HostSizing Sizing, IReadOnlyList<double> CpuPressures);

/// <summary>Which host it is, and what its agent said that it is made of.</summary>
public sealed record HostMade(int Id, string Name, int GroupId, int Vcpus, double MemoryBytes);

/// <summary>Reads what sizes are proposed from: the hours of use of all hosts at once, the hours of their disks, and the outlooks of those that fill.</summary>
public sealed class SizingReader(Databases databases, IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, SealedHours hours)
{
    private const int Days = 30;

    /// <summary>Series that are read with one statement.</summary>
    private const int AtOnce = 2000;

    public async Task<IReadOnlyList<HostMade>> HostsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from host in db.Hosts.AsNoTracking()
            where host.RetiredAt == null
            join made in db.HostInventories on host.Id equals made.HostId into inventories
            from made in inventories.DefaultIfEmpty()
            orderby host.Id
            select new HostMade(host.Id, host.Name, host.GroupId, made == null ? 0 : made.CpuCount, made == null ? 0 : made.MemoryBytes)).ToListAsync(cancellationToken);
    }

    /// <summary>In the order of the hosts.</summary>
    /// <param name="isPast">Of a month that is over long since only CPU is asked for.</param>
    public async Task<IReadOnlyList<SizedHost>> ReadAsync(
        IReadOnlyList<HostMade> hosts, EfficiencyPlan plan, DateTimeOffset end, bool isPast, CancellationToken cancellationToken)
    {
        var range = new TimeRange(end.AddDays(-Days), end);
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        var days = await Refreshing.ReiTables.ReadAsync(connection, DateOnly.FromDateTime(range.From.UtcDateTime), DateOnly.FromDateTime(range.To.UtcDateTime), cancellationToken);
        var disks = isPast ? [] : await SeriesAsync(hosts, "disk.used_percent", range, cancellationToken);
        var sizes = isPast ? [] : await SeriesAsync(hosts, "disk.total_bytes", new TimeRange(end.AddDays(-1), end), cancellationToken);
        var network = isPast ? [] : (await SeriesAsync(hosts, "network.received_bytes_per_second", range, cancellationToken)).Concat(await SeriesAsync(hosts, "network.sent_bytes_per_second", range, cancellationToken)).ToList();
        var perDay = isPast ? [] : await PerDayAsync(cancellationToken);
        var (diskOf, sizeOf, networkOf) = (disks.ToLookup(d => d.Series.HostId), sizes.ToLookup(d => d.Series.HostId), network.ToLookup(d => d.Series.HostId));
        return
        [
            .. hosts.Select(host =>
            {
                var policy = plan.Of(host.GroupId).Headroom;
                var (cpu, memory) = ReiOfDays.Pressures(date => days.GetValueOrDefault((host.Id, date)), range.From, range.To);
                var sizing = new HostSizing(host.Id, host.Name)
                {
                    GroupId = host.GroupId, Vcpus = host.Vcpus, MemoryBytes = host.MemoryBytes, Cpu = Profile(cpu, policy), Memory = Profile(memory, policy),
                    NetworkP95 = networkOf[host.Id].Select(n => UseProfile.Of([.. n.Means], TimeSpan.FromHours(1))?.P95 ?? double.NaN).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Sum(),
                    Disks = [.. diskOf[host.Id].Select(d => Disk(d, sizeOf[host.Id].FirstOrDefault(s => s.Series.Labels == d.Series.Labels), perDay.GetValueOrDefault(d.Series.Id), policy)).OfType<DiskSizing>()],
                };
                return new SizedHost(sizing, cpu);
            }),
        ];
    }

    private static UseProfile? Profile(List<double> pressures, HeadroomPolicy policy)
    {
        var growth = UseProfile.GrowthOf(pressures, TimeSpan.FromHours(1), policy.Days);
        return UseProfile.Of([.. pressures], TimeSpan.FromHours(1)) is { } use ? use with { Growth = growth } : null;
    }

    /// <param name="perDay">What is forecast to come every day, in percent points.</param>
    private static DiskSizing? Disk(HourlySeries use, HourlySeries? size, double perDay, HeadroomPolicy policy) =>
        size?.Means.LastOrDefault(double.IsFinite) is { } bytes and > 0 && UseProfile.Of([.. use.Means], TimeSpan.FromHours(1)) is { } profile
            ? new DiskSizing(MountPoint(use.Series.Labels), bytes, profile with { Growth = Math.Max(0, perDay) * policy.Days }) : null;

    private static string MountPoint(string labels) => LabelSet.Parse(labels).FirstOrDefault(l => l.Key == "mount").Value ?? labels;

    private sealed record HourlySeries(SeriesEntry Series, double[] Means);

    private async Task<List<HourlySeries>> SeriesAsync(IReadOnlyList<HostMade> hosts, string metric, TimeRange range, CancellationToken cancellationToken)
    {
        var all = hosts.SelectMany(h => catalog.SeriesOf(h.Id, metric).Take(8)).ToList();
        var count = (int)(range.To - range.From).TotalHours;
        var read = all.ConvertAll(s => new HourlySeries(s, [.. Enumerable.Repeat(double.NaN, count)]));
        for (var first = 0; first < all.Count; first += AtOnce)
        {
            var some = read.GetRange(first, Math.Min(AtOnce, all.Count - first));
            await hours.ReadAsync(some.ConvertAll(s => s.Series), range, (int place, DateTimeOffset hour, in Domain.Metrics.Chunks.RollupPoint point) =>
                some[place].Means[(int)(hour - range.From).TotalHours] = point.Mean, cancellationToken);
        }

        return read;
    }

    private async Task<Dictionary<int, double>> PerDayAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.LimitOutlooks.AsNoTracking().Where(o => o.PerDay > 0).ToDictionaryAsync(o => o.SeriesId, o => o.PerDay, cancellationToken);
    }
}
