using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection.Classical;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>Gives a forest the newest points of the hosts that a person may see: CPU and memory in percent, bytes per second of its first disks and interfaces.</summary>
public sealed class ForestReader(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, HistoryReader histories, TimeProvider time)
{
    /// <summary>So many hosts can be looked at together; the filter is for the others.</summary>
    public const int MostHosts = 20;

    /// <summary>What the forest learns from, for each host.</summary>
    private const int Points = 200;

    /// <summary>Disks and interfaces of a host that are added up.</summary>
    private const int MostParts = 4;

    private static readonly string[] Summed =
        ["disk.read_bytes_per_second", "disk.write_bytes_per_second", "network.sent_bytes_per_second", "network.received_bytes_per_second"];

    public async Task<ForestView> ReadAsync(Actor actor, ForestAsk ask, HostForest forest, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.RetiredAt == null && (ask.HostId == null || h.Id == ask.HostId))
            .OrderBy(h => h.Name).Select(h => new { h.Id, h.Name }).Take(MostHosts + 1).ToListAsync(cancellationToken);
        var machines = new Dictionary<int, IReadOnlyList<HostUse>>();
        foreach (var some in hosts.Take(MostHosts).Chunk(SeriesReader.MaximumSeries / (2 + (Summed.Length * MostParts))))
        {
            foreach (var (host, uses) in await ReadAsync([.. some.Select(h => h.Id)], ask.Step, now, cancellationToken))
            {
                machines[host] = MovingAverage.Of(uses, ask.Average, ask.Step);
            }
        }

        var names = hosts.ToDictionary(h => h.Id, h => h.Name);
        var told = await Task.Run(() => Judge(forest, machines), cancellationToken);
        return new ForestView(
            told?.Select(h => new ForestMachine(h.Host, names[h.Host], h.Points, h.Anomalies)).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase).ToList(),
            machines.Values.Sum(m => m.Count), hosts.Count > MostHosts, now);
    }

    /// <summary>A reader may ask again before the answer is there.</summary>
    private static IReadOnlyList<ForestHost>? Judge(HostForest forest, Dictionary<int, IReadOnlyList<HostUse>> machines)
    {
        lock (forest)
        {
            return forest.Judge(machines);
        }
    }

    private async Task<IEnumerable<(int Host, IReadOnlyList<HostUse> Uses)>> ReadAsync(int[] hosts, TimeSpan step, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero);
        var range = new TimeRange(end - (step * Points), end);
        var columns = hosts.ToDictionary(h => h, h => new[] { "cpu.used_percent", "memory.used_percent" }.Select(m => catalog.SeriesOf(h, m).Take(1))
            .Concat(Summed.Select(m => catalog.SeriesOf(h, m).Take(MostParts))).Select(s => s.ToList()).ToList());
        var series = columns.Values.SelectMany(c => c.SelectMany(s => s)).ToList();
        var means = series.Zip(await histories.ReadMeansAsync(series, range, step, isForJob: false, cancellationToken)).ToDictionary(p => p.First.Id, p => p.Second);
        return columns.Select(c => (c.Key, Uses(c.Value, means, range.From, step)));
    }

    private static IReadOnlyList<HostUse> Uses(List<List<SeriesEntry>> columns, Dictionary<int, double[]> means, DateTimeOffset from, TimeSpan step)
    {
        // A host without disks or interfaces moves no bytes; where one of them was silent, the sum is not known.
        double Sum(int column, int at) => columns[column].Sum(s => means[s.Id][at]);
        double Value(int column, int at) => columns[column].Count == 0 ? double.NaN : Sum(column, at);
        return
        [
            .. Enumerable.Range(0, Points)
                .Select(i => new HostUse(from + (step * (i + 1)), Value(0, i), Value(1, i), Sum(2, i), Sum(3, i), Sum(4, i), Sum(5, i)))
                .Where(u => double.IsFinite(u.CpuPercent) && double.IsFinite(u.MemoryPercent)),
        ];
    }
}
