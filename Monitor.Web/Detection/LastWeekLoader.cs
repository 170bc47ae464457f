using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.Problems.Judging;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// What series were a week ago, for the rules that compare with it: read ahead for the next two hours, many series at once, and again when less than half an
/// hour is left. Never read because a tick came.
/// </summary>
internal sealed class LastWeekLoader(SeriesCatalog catalog, SeriesReader reader)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(2);
    private static readonly TimeSpan Left = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public async Task LoadAsync(IEnumerable<HostPlan> hosts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = hosts.SelectMany(h => h.LookingBack).Where(s => s.LastWeek!.LoadedUntil < now + Left).Distinct().ToList();
        foreach (var some in due.GroupBy(s => s.Window).SelectMany(g => g.Chunk(SeriesReader.MaximumSeries)))
        {
            await LoadAsync(some, now, cancellationToken);
        }
    }

    private async Task LoadAsync(MeasuredSeries[] due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = Floor(now - WeekAgo.Back - due[0].Window - Minute);
        var range = new TimeRange(start, start + due[0].Window + Ahead);
        var entries = due.Select(s => catalog.FindStream(s.StreamId)?.Series.FirstOrDefault(e => e.Ordinal == s.Ordinal)).ToList();
        // Several rules may compare one series with the week before.
        var known = entries.OfType<SeriesEntry>().Distinct().ToList();
        var points = known.Zip(await reader.ReadStepsAsync(known, range, Minute, cancellationToken)).ToDictionary(p => p.First, p => p.Second);
        for (var i = 0; i < due.Length; i++)
        {
            var means = entries[i] is { } entry ? points[entry] : [];
            due[i].LastWeek!.Load(start, [.. means.Select(Mean)]);
        }
    }

    private static double Mean(RollupPoint point) => point.Count == 0 ? double.NaN : point.Mean;

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
