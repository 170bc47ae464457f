using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// After a restart, what was pending and what windows hold is rebuilt from the samples that are in the database, so that a breach of four minutes is not
/// forgotten: from every sample where an hour is enough, else from the means of minutes. A replayed sample never opens or ends a problem itself: the next
/// live one does.
/// </summary>
internal sealed class PendingReplay(SeriesCatalog catalog, SeriesReader reader)
{
    private static readonly TimeSpan BySample = TimeSpan.FromHours(1);

    public async Task RunAsync(HostPlan plan, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var watches = plan.Watches.Where(w => w.Reach > TimeSpan.Zero).ToList();
        var reach = watches.Count == 0 ? TimeSpan.Zero : watches.Max(w => w.Reach);
        if (reach == TimeSpan.Zero)
        {
            return;
        }

        // A long window of one rule must not cost the others their exactness: two readings, the long one by the minute and up to where the short one begins.
        var exact = before - (reach < BySample ? reach : BySample) - BreachTracker.StaleAfter;
        if (reach > BySample)
        {
            var far = watches.Where(w => w.Reach > BySample).ToList();
            await RunAsync(plan, far, new TimeRange(before - reach - BreachTracker.StaleAfter, exact), byMinute: true, cancellationToken);
        }

        await RunAsync(plan, watches, new TimeRange(exact, before), byMinute: false, cancellationToken);
    }

    private async Task RunAsync(HostPlan plan, List<RuleWatch> watches, TimeRange range, bool byMinute, CancellationToken cancellationToken)
    {
        var places = watches.SelectMany(w => w.Series).SelectMany(s => s).Select(s => (s.StreamId, s.Ordinal)).ToHashSet();
        var wanted = catalog.StreamsOf(plan.HostId).SelectMany(s => s.Series).Where(s => places.Contains((s.StreamId, s.Ordinal))).ToList();
        var samples = new List<SeriesSamples>();
        foreach (var some in wanted.Chunk(SeriesReader.MaximumSeries))
        {
            var sinks = some.ToDictionary(s => s.Id, _ => new SampleCollector());
            await reader.ReadIntoAsync(some, range, byMinute, s => sinks[s.Id], cancellationToken);
            samples.AddRange(some.Select(s => sinks[s.Id].Of(s)));
        }

        foreach (var (streamId, time, values) in TickMerge.Merge(samples))
        {
            if (plan.Stream(streamId) is { } stream && stream.Begin(time))
            {
                Replay(stream, time, values);
            }
        }
    }

    private static void Replay(StreamPlan stream, long time, double[] values)
    {
        for (var place = 0; (place = stream.Next(place, time, values, out var kind)) >= 0; place++)
        {
            if (kind is not (VerdictKind.Pending or VerdictKind.Abandoned))
            {
                stream.TakeBack(place);
            }
        }
    }
}
