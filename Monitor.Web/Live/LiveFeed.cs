using System.Threading.Channels;

namespace Monitor.Web.Live;

/// <summary>
/// "Something changed" for the screens: a topic such as <c>tickets</c>, <c>problems</c>, <c>hosts</c> or <c>jobs</c>, published after the commit. A screen
/// reads again what it shows. Many changes while a screen is busy are one wake-up: each subscriber holds one pending signal per topic at most.
/// </summary>
public sealed class LiveFeed(ILogger<LiveFeed>? logger = null)
{
    public const string Tickets = "tickets";
    public const string Problems = "problems";
    public const string Hosts = "hosts";
    public const string Rules = "rules";
    public const string Jobs = "jobs";
    public const string Forecasts = "forecasts";
    public const string Suppression = "suppression";

    /// <summary>Anomalies began, ended, were labelled or held back.</summary>
    public const string Anomalies = "anomalies";

    /// <summary>What is watched, by which detector and how eagerly.</summary>
    public const string Detection = "detection";

    /// <summary>A source of logs was blocked, allowed again, or is kept for another time.</summary>
    public const string LogSources = "log-sources";

    /// <summary>An hour of use was read, sizes were proposed, or what efficient means was changed.</summary>
    public const string Efficiency = "efficiency";

    public const string Database = "database";

    /// <summary>Somebody is to be told of something, by the bell or a channel.</summary>
    public const string Notices = "notices";

    /// <summary>What the servers on one database tell each other of.</summary>
    internal static readonly IReadOnlyList<string> Relayed = [Tickets, Problems, Hosts, Rules, Jobs, Forecasts, Suppression, Anomalies, Detection, Efficiency, LogSources, Notices];

    internal ILogger? Logger { get; } = logger;

    /// <summary>Tells the servers that share the database of a change here.</summary>
    internal Action<string>? Relay { get; set; }

    private readonly Lock _lock = new();
    private Subscription[] _subscriptions = [];

    public Subscription Subscribe(params string[] topics)
    {
        var subscription = new Subscription(this, topics);
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    /// <summary>Wakes who follows the topic, on every server where it is one of <see cref="Relayed"/>.</summary>
    public void Publish(string topic)
    {
        PublishHere(topic);
        if (Relayed.Contains(topic))
        {
            Relay?.Invoke(topic);
        }
    }

    /// <summary>On this server alone.</summary>
    internal void PublishHere(string topic)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(topic);
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
        private readonly LiveFeed _feed;
        private readonly string[] _topics;
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        internal Subscription(LiveFeed feed, string[] topics) => (_feed, _topics) = (feed, topics);

        /// <summary>Yields once for every time that at least one of the topics changed; ends when disposed or cancelled.</summary>
        public IAsyncEnumerable<bool> ChangesAsync(CancellationToken cancellationToken) => _signal.Reader.ReadAllAsync(cancellationToken);

        /// <summary>True once for every time that at least one of the topics changed, for those who look now and then and do not wait.</summary>
        public bool TakeChange() => _signal.Reader.TryRead(out _);

        /// <summary>For those who look anyway, now and then: returns at the next change, or after so long.</summary>
        public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
        {
            using var limit = new CancellationTokenSource(longest, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await _signal.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Nothing came; it is time to look.
            }
        }

        internal void Offer(string topic)
        {
            if (Array.IndexOf(_topics, topic) >= 0)
            {
                _signal.Writer.TryWrite(true);
            }
        }

        public void Dispose()
        {
            _feed.Remove(this);
            _signal.Writer.TryComplete();
        }
    }
}
