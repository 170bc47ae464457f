namespace Monitor.Web.Detection;

/// <summary>
/// Our own stall is nobody's silence: after the start, and after a gap between two good rounds, nothing is called missing until everybody has had time to send
/// again.
/// </summary>
internal sealed class StallGuard(TimeProvider time)
{
    private (long Monotonic, DateTimeOffset Wall)? _lastGoodRound;
    private DateTimeOffset _heldUntil;

    /// <summary>True while nothing may be called missing.</summary>
    public bool Holds(DateTimeOffset now)
    {
        // Both clocks: the monotonic one stands still while the machine sleeps, the wall clock may be set back.
        if (_lastGoodRound is not { } last || time.GetElapsedTime(last.Monotonic) > SilenceWatch.LongestGap || now - last.Wall > SilenceWatch.LongestGap)
        {
            _heldUntil = now + SilenceWatch.HoldAfterGap;
            _lastGoodRound = (time.GetTimestamp(), now);
        }

        return now < _heldUntil;
    }

    public void RoundIsGood(DateTimeOffset now) => _lastGoodRound = (time.GetTimestamp(), now);
}
