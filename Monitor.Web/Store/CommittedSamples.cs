using Monitor.Web.Store.Logs;

namespace Monitor.Web.Store;

/// <summary>After the commit: counts, makes rates of counters, brings the latest values up to date and tells the feed, and the other servers.</summary>
public sealed class CommittedSamples(
    CommittedRates rates, LatestValues latest, RecentTicks recent, CommitFeed feed, LogFeed logs, IngestCounters counters, NodeTeller others)
{
    internal void Count(BatchOutcome outcome) => counters.Stored(outcome);

    internal void Announce(IReadOnlyList<StoredTicks> stored, TimeSpan took)
    {
        counters.Committed(took);
        var ticks = new List<CommittedTick>(stored.Count);
        foreach (var batch in stored)
        {
            if (batch.Batch.IsFromAgent)
            {
                latest.Seen(batch.Batch.HostId, batch.Batch.ArrivedAt, batch.Batch.ClockSkew);
            }

            if (batch.NewLogs.Count > 0)
            {
                logs.Publish(new CommittedLogs(batch.Batch.HostId, batch.Batch.ArrivedAt, batch.NewLogs));
            }

            foreach (var tick in batch.New)
            {
                var committed = new CommittedTick(
                    batch.Batch.HostId, tick.StreamId, tick.Time, batch.Batch.ArrivedAt, rates.Of(tick.StreamId, tick.Time, tick.Values));
                latest.Offer(committed);
                recent.Add(tick);
                ticks.Add(committed);
            }
        }

        if (ticks.Count > 0)
        {
            feed.Publish(ticks);
        }

        others.Committed(stored);
    }
}
