namespace Monitor.Tests.Bench;

/// <summary>The times of one host's ticks, whoever sends them: now, but never the same millisecond twice, which would be one tick.</summary>
internal sealed class HostClock
{
    private long _last;

    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
