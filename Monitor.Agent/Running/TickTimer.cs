namespace Monitor.Agent.Running;

/// <summary>
/// When ticks are taken: at the interval, but for a pause that moves all that follow, because the server says that batches come together then. It is awaited by the loop that
/// measures and told by the one that sends.
/// </summary>
internal sealed class TickTimer(TimeSpan interval, TimeProvider clock) : IDisposable
{
    private readonly PeriodicTimer _timer = new(interval, clock);

    /// <summary>In milliseconds. What a server may ask for at once: ticks stay near their interval, whatever an answer says.</summary>
    private readonly int _most = (int)Math.Min(100, interval.TotalMilliseconds / 2);
    private int _asked;
    private bool _isMoved;

    /// <summary>The server asks for ticks that many milliseconds later, or earlier where it is negative. The last word counts.</summary>
    public void Move(int milliseconds) => Interlocked.Exchange(ref _asked, Math.Clamp(milliseconds, -_most, _most));

    /// <summary>Until the next tick; what was asked for moves the one after it.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _timer.WaitForNextTickAsync(cancellationToken);
        var asked = Interlocked.Exchange(ref _asked, 0);
        if (_isMoved)
        {
            // Back to the interval. What was asked since was said of a tick before the move.
            _isMoved = false;
            _timer.Period = interval;
        }
        else if (asked != 0)
        {
            _isMoved = true;
            _timer.Period = interval + TimeSpan.FromMilliseconds(asked);
        }
    }

    public void Dispose() => _timer.Dispose();
}
