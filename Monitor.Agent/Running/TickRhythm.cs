namespace Monitor.Agent.Running;

/// <summary>
/// How long it is from one tick to the next: the interval, but for a tick that moves all that follow, because the server says that batches come together then. It is asked by the
/// loop that measures and told by the one that sends.
/// </summary>
internal sealed class TickRhythm(TimeSpan interval)
{
    /// <summary>In milliseconds. What a server may ask for at once: ticks stay near their interval, whatever an answer says.</summary>
    private const int Most = 100;

    private int _asked;
    private bool _isMoved;

    /// <summary>The server asks for ticks that many milliseconds later, or earlier where it is negative. The last word counts.</summary>
    public void Move(int milliseconds) => Interlocked.Exchange(ref _asked, Math.Clamp(milliseconds, -Most, Most));

    /// <summary>Asked at each tick: the time to the next one where it is another than to this one, else null.</summary>
    public TimeSpan? Change()
    {
        var asked = Interlocked.Exchange(ref _asked, 0);
        if (_isMoved)
        {
            // What was asked since was said of a tick before the move.
            _isMoved = false;
            return interval;
        }

        if (asked == 0)
        {
            return null;
        }

        _isMoved = true;
        return interval + TimeSpan.FromMilliseconds(asked);
    }
}
