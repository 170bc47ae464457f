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

    /// <param name="capacity">Groups that may wait.</param>
    /// <param name="weigh">What the loss of a tick counts for; one each without it.</param>
    /// <param name="ownOnly">Without what other servers on the same database committed.</param>
    public Subscription Subscribe(int capacity, Func<CommittedTick, int>? weigh = null, bool ownOnly = false)
    {
        var subscription = new Subscription(this, capacity, weigh, ownOnly);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    public void Publish(IReadOnlyList<CommittedTick> ticks, bool isOwn = true)
    {
        foreach (var subscription in _subscriptions)
        {
            if (isOwn || !subscription.OwnOnly)
            {
                subscription.Offer(ticks);
            }
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

        /// <summary>
        /// Held from before a group can be read until what it pushed out is counted: the channel itself counts only after the new group is readable, and whoever had
        /// read that one would see too few as lost.
        /// </summary>
        private readonly Lock _counting = new();
        private long _skipped;

        internal Subscription(CommitFeed feed, int capacity, Func<CommittedTick, int>? weigh, bool ownOnly)
        {
            (_feed, OwnOnly) = (feed, ownOnly);
            var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            _channel = Channel.CreateBounded<IReadOnlyList<CommittedTick>>(options, dropped => _skipped += weigh is null ? dropped.Count : dropped.Sum(weigh));
        }

        public ChannelReader<IReadOnlyList<CommittedTick>> Reader => _channel.Reader;

        internal bool OwnOnly { get; }

        /// <summary>What this subscriber lost because it was too slow: at least all that was lost before the group that it read last.</summary>
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

        internal void Offer(IReadOnlyList<CommittedTick> ticks)
        {
            lock (_counting)
            {
                _channel.Writer.TryWrite(ticks);
            }
        }

        public void Dispose()
        {
            _feed.Remove(this);
            _channel.Writer.TryComplete();
        }
    }
}
