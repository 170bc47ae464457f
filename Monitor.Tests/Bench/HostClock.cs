namespace Monitor.Tests.Bench;

/// <summary>
/// The times of one host's ticks, whoever sends them: now, but never the same millisecond twice, which would be one tick. With a past it first goes through that, a tick
/// for each step.
/// </summary>
internal sealed class HostClock(DateTimeOffset? since = null, TimeSpan step = default)
{
    private readonly long _step = (long)step.TotalMilliseconds;
    private long _last = since?.ToUnixTimeMilliseconds() ?? 0;

    /// <summary>Whether the past is over.</summary>
    public bool IsLive => Volatile.Read(ref _last) + _step >= Now || _step == 0;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public long Next()
    {
        while (true)
        {
            var (last, now) = (Volatile.Read(ref _last), Now);
            var next = _step > 0 && last + _step < now ? last + _step : Math.Max(last + 1, now);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
