using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// After a restart, what was pending is rebuilt from the samples of the last for-window that are in the database, so that a breach of four minutes
/// is not forgotten. Peaks and dips survive the reader's decimation, which is all that counts here. A replayed sample never opens a problem itself:
/// the next live one does.
/// </summary>
internal sealed class PendingReplay(SeriesCatalog catalog, SeriesReader reader)
{
    public async Task RunAsync(int streamId, JudgedStream stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var series = catalog.FindStream(streamId)?.Series;
        var pending = stream.Watches.Where(w => w.Tracker.Phase == ProblemPhase.Ended && w.Threshold.For > TimeSpan.Zero).ToList();
        foreach (var window in pending.GroupBy(w => w.Threshold.For))
        {
            var wanted = series?.Where(s => window.Any(w => w.Ordinal == s.Ordinal)).Take(SeriesReader.MaximumSeries).ToList() ?? [];
            if (wanted.Count == 0)
            {
                continue;
            }

            var range = new TimeRange(before - window.Key - BreachTracker.StaleAfter, before);
            foreach (var curve in await reader.ReadAsync(wanted, range, SeriesReader.MaximumPoints, cancellationToken))
            {
                foreach (var watch in window.Where(w => w.Ordinal == curve.Series.Ordinal))
                {
                    Replay(watch, curve);
                }
            }
        }
    }

    private static void Replay(WatchedSeries watch, SeriesCurve curve)
    {
        foreach (var point in curve.Curve.Points)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(point.Time);
            if (watch.Tracker.Observe(watch.Threshold, time, time, point.Value) == BreachStep.Fired)
            {
                watch.Tracker.TakeBack();
            }
        }
    }
}
