namespace Monitor.Agent.Logs;

/// <summary>So many a second, and after a quiet while so many at once. Times are milliseconds; where the clock was set back, it goes on from there with what is left.</summary>
internal sealed class TokenBucket(int perSecond, int most)
{
    private double _tokens = most;
    private long _at;

    public bool TryTake(long time)
    {
        if (time > _at)
        {
            _tokens = Math.Min(most, _tokens + ((time - _at) * (perSecond / 1000.0)));
        }

        _at = time;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    public void GiveBack() => _tokens++;
}
