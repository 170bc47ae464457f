using System.Collections.Concurrent;
using Monitor.Web.Live;

namespace Monitor.Web.Store;

/// <summary>
/// What other servers told: their ticks are read from the table and go where this server's own go, into the latest values and the feed, their lines to whoever follows logs here;
/// their changes wake the screens here.
/// </summary>
internal sealed class NodeInbox(OtherTicks reader, OtherLogs logs, LatestValues latest, CommitFeed feed, LiveFeed live, Neighbours neighbours)
{
    private readonly ConcurrentQueue<string> _messages = new();

    /// <summary>What this server says itself comes back to it too.</summary>
    public void Add(string message)
    {
        if (!message.StartsWith(neighbours.Own, StringComparison.Ordinal))
        {
            _messages.Enqueue(message);
        }
    }

    /// <summary>True when somebody said something. Throws what the database throws; what was told is then lost here: ticks are read again later, lines are counted as lost.</summary>
    public async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        var (keys, rows, topics, any) = (new List<CommittedKey>(), new List<CommittedLogRow>(), new HashSet<string>(StringComparer.Ordinal), false);
        while (_messages.TryDequeue(out var message))
        {
            var (topic, told, lines) = NodeMessage.Read(message);
            any = true;
            keys.AddRange(told);
            rows.AddRange(lines);
            _ = topic is not null && topics.Add(topic);
        }

        // Before the ticks, whose reading may fail.
        Wake(topics);
        try
        {
            if (keys.Count > 0)
            {
                Announce(keys, await reader.ReadAsync(keys, cancellationToken));
            }
        }
        catch
        {
            logs.Lose(rows);
            throw;
        }

        await logs.TakeAsync(rows, cancellationToken);
        return any;
    }

    /// <summary>Wakes the screens here that follow one of the topics.</summary>
    public void Wake(IEnumerable<string> topics)
    {
        foreach (var topic in topics)
        {
            live.PublishHere(topic);
        }
    }

    private void Announce(List<CommittedKey> keys, List<CommittedTick> ticks)
    {
        var agents = keys.Where(k => k.IsFromAgent).Select(k => k.StreamId).ToHashSet();
        foreach (var tick in ticks)
        {
            // Whoever finds the value finds a host that was seen.
            if (agents.Contains(tick.StreamId))
            {
                latest.Seen(tick.HostId, tick.ArrivedAt, clockSkew: null);
            }

            latest.Offer(tick);
        }

        if (ticks.Count > 0)
        {
            feed.Publish(ticks, isOwn: false);
        }
    }
}
