using System.Threading.Channels;

namespace Monitor.Web.Store.Logs;

/// <summary>
/// Lines that were just committed by this server, handed to whoever looks for patterns in them or shows them. Each subscriber has its own bounded queue; one that falls
/// behind loses the oldest, which are counted: publishing never waits.
/// </summary>
public sealed class LogFeed
{
    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];

    /// <param name="capacity">Batches that may wait.</param>
    public Subscription Subscribe(int capacity)
    {
        var subscription = new Subscription(this, capacity);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    public void Publish(CommittedLogs logs)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(logs);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
        }
    }

    public sealed class Subscription : IDisposable
    {
        private readonly LogFeed _feed;
        private readonly Channel<CommittedLogs> _channel;

        /// <summary>Held from before a batch can be read until what it pushed out is counted, so that whoever reads it sees what was lost before it.</summary>
        private readonly Lock _counting = new();
        private long _skipped;

        internal Subscription(LogFeed feed, int capacity)
        {
            _feed = feed;
            var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            _channel = Channel.CreateBounded<CommittedLogs>(options, dropped => _skipped += dropped.Lines.Count);
        }

        public ChannelReader<CommittedLogs> Reader => _channel.Reader;

        /// <summary>Lines that this subscriber lost because it was too slow: at least all that were lost before the batch that it read last.</summary>
        public long Skipped
        {
            get
            {
                lock (_counting)
                {
                    return _skipped;
                }
            }
        }

        internal void Offer(CommittedLogs logs)
        {
            lock (_counting)
            {
                _channel.Writer.TryWrite(logs);
            }
        }

        public void Dispose()
        {
            _feed.Remove(this);
            _channel.Writer.TryComplete();
        }
    }
}
