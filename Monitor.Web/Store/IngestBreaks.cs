namespace Monitor.Web.Store;

/// <summary>
/// Since when agents could hand over what they have, by the product's clock: what this server refused, or slept through, is nobody's silence. <see cref="IngestGate"/>
/// looks once a second.
/// </summary>
public sealed class IngestBreaks
{
    /// <summary>A process that stood still for longer heard nobody meanwhile.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeProvider _process;
    private DateTimeOffset _openSince;
    private long? _lookedAt;

    public IngestBreaks(TimeProvider time)
        : this(time, TimeProvider.System)
    {
    }

    /// <param name="time">The product's clock.</param>
    /// <param name="process">By which it is seen that the process stood still.</param>
    internal IngestBreaks(TimeProvider time, TimeProvider process) => (_time, _process, _openSince) = (time, process, time.GetUtcNow());

    /// <summary>Now, while samples are refused or the process has only just gone on.</summary>
    public DateTimeOffset OpenSince
    {
        get
        {
            lock (_lock)
            {
                return HasStoodStill ? _time.GetUtcNow() : _openSince;
            }
        }
    }

    private bool HasStoodStill => _lookedAt is { } at && _process.GetElapsedTime(at) > LongestPause;

    internal void Look(bool isOpen)
    {
        lock (_lock)
        {
            if (!isOpen || HasStoodStill)
            {
                _openSince = _time.GetUtcNow();
            }

            _lookedAt = _process.GetTimestamp();
        }
    }
}
