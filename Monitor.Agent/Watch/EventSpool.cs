using Monitor.Agent.Delivery;

namespace Monitor.Agent.Watch;

/// <summary>Spools events, each as a record of its own. May be called from any thread.</summary>
internal sealed class EventSpool(Spool spool, Action spooled, TickClock ticks) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly RecordBuilder _record = new();

    /// <summary>Keeps the event, in memory where the disk takes nothing.</summary>
    /// <param name="at">By the host's own clock.</param>
    public void Tell(DateTimeOffset at, string kind, string text)
    {
        lock (_lock)
        {
            Compose(at, kind, text);
            spool.Append(_record.Payload, _record.IsAlone);
        }

        spooled();
    }

    /// <summary>
    /// Keeps the event on disk: false where the disk takes nothing now. <paramref name="onDisk"/> is called before the event can be sent and does not throw:
    /// what it came from is put away there.
    /// </summary>
    /// <param name="handed">Found again in the record by the next start, should the agent be killed before <paramref name="onDisk"/>.</param>
    public bool TryTell(DateTimeOffset at, string kind, string text, Action onDisk, string? handed = null)
    {
        lock (_lock)
        {
            Compose(at, kind, text);
            if (handed is not null)
            {
                _record.Handed(handed);
            }

            if (spool.AppendToDisk(_record.Payload, _ => onDisk()) is null)
            {
                return false;
            }
        }

        spooled();
        return true;
    }

    public void Dispose() => _record.Dispose();

    private void Compose(DateTimeOffset at, string kind, string text)
    {
        _record.Begin();
        _record.Event((at + ticks.Skew).ToUnixTimeMilliseconds(), kind, text);
    }
}
