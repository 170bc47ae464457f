using System.Threading.Channels;

namespace Monitor.Web.Store;

/// <summary>
/// One tick that is in the database: values by ordinal of the stream, NaN where missing, counters as rates. The array is shared and
/// never changed.
/// </summary>
public sealed record CommittedTick(int HostId, int StreamId, DateTimeOffset Time, DateTimeOffset ArrivedAt, double[] Values);

/// <summary>
/// What was just committed, handed to whoever judges or shows it. Each subscriber has its own bounded queue; one that falls behind loses the
/// oldest groups, which are counted: publishing never waits.
/// </summary>
public sealed class CommitFeed
{
    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];

    public Subscription Subscribe(int capacity)
    {
        var subscription = new Subscription(this, capacity);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    public void Publish(IReadOnlyList<CommittedTick> ticks)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(ticks);
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
        private readonly CommitFeed _feed;
        private readonly Channel<IReadOnlyList<CommittedTick>> _channel;
        private long _skipped;

        internal Subscription(CommitFeed feed, int capacity)
        {
            _feed = feed;
            var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            _channel = Channel.CreateBounded<IReadOnlyList<CommittedTick>>(options, dropped => Interlocked.Add(ref _skipped, dropped.Count));
        }

        public ChannelReader<IReadOnlyList<CommittedTick>> Reader => _channel.Reader;

        /// <summary>Ticks this subscriber lost because it was too slow.</summary>
        public long Skipped => Interlocked.Read(ref _skipped);

        internal void Offer(IReadOnlyList<CommittedTick> ticks) => _channel.Writer.TryWrite(ticks);

        public void Dispose()
        {
            _feed.Remove(this);
            _channel.Writer.TryComplete();
        }
    }
}
