namespace Monitor.Web.Store;

/// <summary>This server's name among those that share the database, and whether there are others. Alone is the usual case, and costs nothing.</summary>
public sealed class Neighbours(TimeProvider time)
{
    private long? _seenAt;
    private volatile bool _any;

    /// <summary>Made anew at each start: a server that was killed and comes back is another one.</summary>
    public string Own { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Others are connected to the database now.</summary>
    public bool Any => _any;

    /// <summary>Others were there at some time within the span: what this server alone remembers of it may not be all.</summary>
    public bool AnyWithin(TimeSpan span) => _any || (_seenAt is { } at && time.GetElapsedTime(at) <= span);

    internal void Set(bool any)
    {
        if (any || _any)
        {
            _seenAt = time.GetTimestamp();
        }

        _any = any;
    }
}
