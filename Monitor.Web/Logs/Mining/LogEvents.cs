using Monitor.Web.Store;

namespace Monitor.Web.Logs.Mining;

/// <summary>What is told of hosts as events, so many of each in a round; they wait while the database is away. Used by one loop alone.</summary>
internal sealed class LogEvents(SampleWriter writer)
{
    /// <summary>Of one host.</summary>
    private const int Most = 10;

    private readonly Dictionary<int, List<TextRow>> _waiting = [];

    public void Add(int hostId, DateTimeOffset at, string kind, string text)
    {
        if (!_waiting.TryGetValue(hostId, out var events))
        {
            _waiting[hostId] = events = [];
        }

        if (events.Count < Most)
        {
            events.Add(new TextRow(at, kind, text));
        }
    }

    public async Task TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (hostId, events) in _waiting.ToList())
        {
            var batch = new SampleBatch { HostId = hostId, ArrivedAt = now };
            events.ForEach(batch.AddEvent);
            if ((await writer.WriteAsync(batch, cancellationToken)).Status is not (BatchStatus.Full or BatchStatus.Unavailable))
            {
                _waiting.Remove(hostId);
            }
        }
    }
}
