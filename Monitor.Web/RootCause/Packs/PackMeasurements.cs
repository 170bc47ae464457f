using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.RootCause.Packs;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.RootCause.Packs;

/// <summary>Reads what a host measured, logged and ran around an onset.</summary>
internal sealed class PackMeasurements(SeriesCatalog catalog, SeriesReader samples, LogReader logs, ProcessReader processes, TimeProvider time)
{
    /// <summary>More series of one host are not looked at; the problem's own come first.</summary>
    private const int MostSeries = 1200;

    private const int MostSerious = 300;
    private const int MostUsual = 100;

    /// <summary>What this system says of a host is no evidence of what happened there.</summary>
    private static readonly string[] OfOurs = ["monitor.", "anomaly.", "rei."];

    private static readonly TimeSpan Shortly = TimeSpan.FromMinutes(1);

    public async Task<PackFacts> AddAsync(MonitorDb db, PackFacts facts, int hostId, CancellationToken cancellationToken)
    {
        var during = facts.Ticket.OpenedAt + Shortly;
        var (before, after) = (
            await processes.TopAsync(hostId, facts.Window.Onset - Shortly, isForJob: true, cancellationToken),
            await processes.TopAsync(hostId, during < time.GetUtcNow() ? during : time.GetUtcNow(), isForJob: true, cancellationToken));
        return facts with
        {
            Series = await SeriesAsync(hostId, facts, cancellationToken),
            Lines = await LinesAsync(db, hostId, facts.Window, cancellationToken),
            Before = before?.Processes ?? [],
            During = after is not null && after.Time > facts.Window.Onset ? after.Processes : [],
        };
    }

    private async Task<IReadOnlyList<PackSeriesFacts>> SeriesAsync(int hostId, PackFacts facts, CancellationToken cancellationToken)
    {
        var window = facts.Window;
        var series = catalog.SeriesOf(hostId).Where(s => s.Metric == facts.Problem.Metric || !OfOurs.Any(o => s.Metric.StartsWith(o, StringComparison.Ordinal)))
            .OrderByDescending(s => s.Metric == facts.Problem.Metric).ThenBy(s => s.Id).Take(MostSeries).ToList();
        var range = new TimeRange(window.From, window.From + (window.Step * window.Steps));
        var found = new List<PackSeriesFacts>(series.Count);
        foreach (var some in series.Chunk(SeriesReader.MaximumSeries))
        {
            var sinks = some.ToDictionary(s => s.Id, _ => new RollupBuilder(range.From.ToUnixTimeMilliseconds(), window.Step, window.Step * window.Steps));
            await samples.ReadIntoAsync(some, range, window.Step, isForJob: true, s => sinks[s.Id], cancellationToken);
            found.AddRange(some.Select(s => new PackSeriesFacts(s.Metric, s.Labels, sinks[s.Id].Points.ToArray())));
        }

        return found;
    }

    /// <summary>The nearest to the onset on both sides of it: serious ones, and some of all.</summary>
    private async Task<IReadOnlyList<PackLineFacts>> LinesAsync(MonitorDb db, int hostId, PackWindow window, CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        foreach (var (worst, most) in new[] { (LogSeverity.Warning, MostSerious), (LogSeverity.Debug, MostUsual) })
        {
            var ask = new LogAsk([hostId], window.From, window.Onset, AtLeast: worst, Limit: most);
            lines.AddRange((await logs.FindAsync(ask, cancellationToken)).Lines.Select(l => l.Line));
            lines.AddRange((await logs.FindAsync(ask with { From = window.Onset, To = window.To, OldestFirst = true }, cancellationToken)).Lines.Select(l => l.Line));
        }

        if (lines.Count == 0)
        {
            return [];
        }

        var ids = lines.Select(l => l.SourceId).Distinct().ToArray();
        var names = await db.LogSources.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        return [.. lines.DistinctBy(l => (l.Time, l.Number)).Select(l => new PackLineFacts(DateTimeOffset.FromUnixTimeMilliseconds(l.Time), names.GetValueOrDefault(l.SourceId, ""), l.Severity, l.Text))];
    }
}
