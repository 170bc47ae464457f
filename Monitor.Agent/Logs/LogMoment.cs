namespace Monitor.Agent.Logs;

/// <summary>One moment on the clocks that reading needs.</summary>
/// <param name="Wall">The host's own clock, which wrote what lines say of the time.</param>
/// <param name="Skew">What it lacks to the server's.</param>
/// <param name="Monotonic">Milliseconds that nobody sets.</param>
internal readonly record struct LogMoment(DateTimeOffset Wall, TimeSpan Skew, long Monotonic)
{
    public long Corrected(DateTimeOffset time) => (time + Skew).ToUnixTimeMilliseconds();
}
