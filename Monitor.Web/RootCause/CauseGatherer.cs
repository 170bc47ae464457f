using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Facts;
using Monitor.Web.Store;

namespace Monitor.Web.RootCause;

/// <summary>
/// Brings together what an analysis looks at, with a number of queries and rows that does not grow with the fleet. Who sends to this server could not before it
/// started: until everybody has had time to send again, nobody is called silent.
/// </summary>
internal sealed class CauseGatherer(SeriesCatalog catalog, SeriesReader reader, CauseProcesses processes, DateTimeOffset startedAt)
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Reference = TimeSpan.FromHours(3);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(2);
    private static readonly TimeSpan EventsBefore = TimeSpan.FromHours(1);
    private static readonly TimeSpan SilentBefore = TimeSpan.FromHours(2);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private const int MostSeries = 190;
    private const int MostOfOthers = 40;
    private const int MostEvents = 200;

    private static readonly string[] Mute = ["monitor.", "system.uptime", "system.boot_time", "system.clock", "anomaly.", "rei."];

    public async Task<CauseFacts> ReadAsync(MonitorDb db, Problem problem, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var began = problem.BeganAt < now - LongestWindow ? now - LongestWindow : problem.BeganAt;
        var from = Floor(began - Lead);
        var (neighbours, leans) = await CauseNeighbours.ReadAsync(db, problem.HostId, cancellationToken);
        int[] ids = [problem.HostId, .. neighbours.Select(n => n.HostId)];
        var hosts = await db.Hosts.AsNoTracking().Where(h => ids.Contains(h.Id)).Select(h => new { h.Id, h.Name, h.LastSeenAt }).ToDictionaryAsync(h => h.Id, cancellationToken);
        var events = (await db.Events.AsNoTracking().Where(e => ids.Contains(e.HostId) && e.At >= began - EventsBefore && e.At <= now)
            .OrderByDescending(e => e.At).Take(MostEvents).ToListAsync(cancellationToken)).ToLookup(e => e.HostId, e => new EventFacts(e.At, e.Kind, e.Text));
        var scores = await AnomalyScoresAsync(db, ids, from, now, cancellationToken);
        var programs = await processes.ReadAsync(ids, began, now, cancellationToken);
        async Task<HostFacts> HostAsync(Neighbour one) => new()
        {
            Id = one.HostId, Name = hosts[one.HostId].Name, Place = one.Place, Distance = one.Distance,
            IsSilent = hosts[one.HostId].LastSeenAt is { } seen && IsSilent(one.Place, seen, problem.BeganAt, now),
            Series = await SeriesAsync(one.HostId, one.Place == HostPlace.Own ? MostSeries : MostOfOthers, problem, from, now, scores, cancellationToken),
            Processes = [.. programs[one.HostId]], Events = [.. events[one.HostId]],
        };
        var all = new List<HostFacts>();
        foreach (var one in neighbours.Where(n => hosts.ContainsKey(n.HostId)).Prepend(new Neighbour(problem.HostId, HostPlace.Own, 0)))
        {
            all.Add(await HostAsync(one));
        }

        var named = await CauseForms.NameAsync(db, all, cancellationToken);
        return new CauseFacts
        {
            Metric = problem.Metric, Labels = problem.Labels, BeganAt = began, WindowFrom = from, Step = Step,
            Own = named[0], Others = [.. named.Skip(1)], Leans = leans,
        };
    }

    /// <summary>A called host that was silent long before the problem is one that nobody needs any more.</summary>
    private bool IsSilent(HostPlace place, DateTimeOffset seen, DateTimeOffset began, DateTimeOffset now) =>
        place != HostPlace.Own && now >= startedAt + Silence && seen < now - Silence && (place != HostPlace.Called || seen >= began - SilentBefore);

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Step.Ticks), TimeSpan.Zero);

    private async Task<IReadOnlyList<SeriesFacts>> SeriesAsync(
        int hostId, int most, Problem problem, DateTimeOffset from, DateTimeOffset now, IReadOnlyDictionary<int, double> scores, CancellationToken cancellationToken)
    {
        var series = catalog.SeriesOf(hostId).Where(s => !Mute.Any(m => s.Metric.StartsWith(m, StringComparison.Ordinal)))
            .OrderBy(s => s.HostId == problem.HostId && s.Metric == problem.Metric && s.Labels == problem.Labels ? 0 : 1).ThenBy(Weight).ThenBy(s => s.Id).Take(most).ToList();
        if (series.Count == 0)
        {
            return [];
        }

        // A row that is not over yet would be half of one.
        var until = Floor(now) > from + Step ? Floor(now) : from + Step;
        var rows = await reader.ReadStepsAsync(series, new TimeRange(from - Reference, until), Step, cancellationToken);
        var before = (int)(Reference / Step);
        return [.. series.Zip(rows, (s, r) => new SeriesFacts(s.Metric, s.Labels, Means(r[..before]), Means(r[before..])) { AnomalyScore = scores.GetValueOrDefault(s.Id) })];
    }

    /// <summary>The highest of each series whose detector saw something begin in the window.</summary>
    private static async Task<Dictionary<int, double>> AnomalyScoresAsync(MonitorDb db, int[] hostIds, DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Anomalies.AsNoTracking().Where(a => a.Subject == AnomalySubject.Series && a.SeriesId != null && hostIds.Contains(a.HostId) && a.BeganAt >= from && a.BeganAt <= now)
            .GroupBy(a => a.SeriesId!.Value).Select(g => new { g.Key, Score = g.Max(a => a.Score) }).ToDictionaryAsync(g => g.Key, g => Math.Clamp(g.Score, 0, 1), cancellationToken);

    /// <summary>What a host is short of comes before what its parts do, where there are more series than are looked at.</summary>
    private static int Weight(SeriesEntry series) => series.Metric.Split('.')[0] switch
    {
        "cpu" or "memory" or "swap" or "load" => 0,
        "disk" or "network" or "log" => 1,
        _ => 2,
    };

    private static double[] Means(RollupPoint[] points) => [.. points.Select(p => p.Count == 0 ? double.NaN : p.Mean)];
}
