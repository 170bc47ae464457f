namespace Monitor.Agent.Delivery;

/// <summary>
/// The time that ticks carry. It runs on the monotonic clock, so that a step of the wall clock backwards repeats no time; each answer of the server
/// corrects it when it is off by more than a second. A step forwards is followed at once, because after a suspend it is the truth.
/// </summary>
internal sealed class TickClock
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private DateTimeOffset _anchor;
    private DateTimeOffset _wallAnchor;
    private long _anchoredAt;
    private bool _isMeasured;

    public TickClock(TimeProvider clock)
    {
        _clock = clock;
        Anchor(clock.GetUtcNow());
    }

    /// <summary>The wall clock's error as of the last answer: server less agent.</summary>
    public TimeSpan Skew { get; private set; }

    /// <summary>The same the other way round, agent less server; null before the first answer.</summary>
    public TimeSpan? Ahead
    {
        get
        {
            lock (_lock)
            {
                return _isMeasured ? -Skew : null;
            }
        }
    }

    public DateTimeOffset Now()
    {
        lock (_lock)
        {
            var elapsed = _clock.GetElapsedTime(_anchoredAt);
            var jump = _clock.GetUtcNow() - (_wallAnchor + elapsed);
            if (jump > Tolerance)
            {
                Anchor(_anchor + elapsed + jump);
                return _anchor;
            }

            return _anchor + elapsed;
        }
    }

    /// <param name="serverTime">The server's clock, somewhere within the round trip that has just ended.</param>
    public void Correct(DateTimeOffset serverTime, TimeSpan roundTrip)
    {
        if (serverTime.Year < 2020)
        {
            return;
        }

        var now = serverTime + (roundTrip / 2);
        lock (_lock)
        {
            _isMeasured = true;
            Skew = now - _clock.GetUtcNow();
            if ((now - Now()).Duration() > Tolerance + (roundTrip / 2))
            {
                Anchor(now);
            }
        }
    }

    private void Anchor(DateTimeOffset now)
    {
        _anchor = now;
        _wallAnchor = _clock.GetUtcNow();
        _anchoredAt = _clock.GetTimestamp();
    }
}
