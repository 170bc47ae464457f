using System.Threading.Channels;

namespace Monitor.Web.Store.Logs;

/// <summary>
/// Lines that were just committed, handed to whoever looks for patterns in them or shows them. Each subscriber has its own bounded queue; one that falls
/// behind loses the oldest, which are counted: publishing never waits.
/// </summary>
public sealed class LogFeed
{
    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];

    /// <summary>Whether anybody wants what other servers on the same database committed.</summary>
    public bool HasFollowers => _subscriptions.Any(s => !s.OwnOnly);

    /// <param name="capacity">Batches that may wait.</param>
    /// <param name="ownOnly">Without what other servers on the same database committed.</param>
    public Subscription Subscribe(int capacity, bool ownOnly = false)
    {
        var subscription = new Subscription(this, capacity, ownOnly);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    public void Publish(CommittedLogs logs, bool isOwn = true)
    {
        foreach (var subscription in _subscriptions.Where(s => isOwn || !s.OwnOnly))
        {
            subscription.Offer(logs);
        }
    }

    /// <summary>Lines of a host that came to another server too fast to be read.</summary>
    internal void Lose(int hostId, int lines)
    {
        foreach (var subscription in _subscriptions.Where(s => !s.OwnOnly))
        {
            subscription.Lose(hostId, lines);
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

        internal Subscription(LogFeed feed, int capacity, bool ownOnly)
        {
            (_feed, OwnOnly) = (feed, ownOnly);
            var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
            _channel = Channel.CreateBounded<CommittedLogs>(options, Count);
        }

        public ChannelReader<CommittedLogs> Reader => _channel.Reader;

        internal bool OwnOnly { get; }

        /// <summary>What of the lines that are lost would have been of use; all where null.</summary>
        public LogWish? Wish { get; set; }

        /// <summary>
        /// Lines that this subscriber lost because it was too slow: at least all that were lost before the batch that it read last. Of lines that nobody read it is not known whether
        /// they would have been of use: those of hosts that are wished for count.
        /// </summary>
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

        internal void Lose(int hostId, int lines)
        {
            lock (_counting)
            {
                _skipped += Wish?.Host(hostId) == false ? 0 : lines;
            }
        }

        internal void Offer(CommittedLogs logs)
        {
            lock (_counting)
            {
                _channel.Writer.TryWrite(logs);
            }
        }

        private void Count(CommittedLogs dropped) =>
            _skipped += Wish is not { } wish ? dropped.Lines.Count : !wish.Host(dropped.HostId) ? 0 : dropped.Lines.Count(l => wish.Line(dropped.HostId, l));

        public void Dispose()
        {
            _feed.Remove(this);
            _channel.Writer.TryComplete();
        }
    }
}
