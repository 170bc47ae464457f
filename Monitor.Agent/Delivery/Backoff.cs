namespace Monitor.Agent.Delivery;

/// <summary>Exponential pauses with full jitter: each is a random part of a span that doubles. The server's own wish is a floor.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan most, Func<double> random)
{
    /// <summary>A server that asks for more is taken at this much.</summary>
    private static readonly TimeSpan MostWished = TimeSpan.FromMinutes(10);

    private int _failures;

    public int Failures => _failures;

    public TimeSpan Next(TimeSpan? wished)
    {
        var span = Math.Min(most.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 30)));
        _failures++;
        var pause = TimeSpan.FromMilliseconds(span * random());
        var floor = wished is { } asked ? (asked < MostWished ? asked : MostWished) : TimeSpan.Zero;
        return pause > floor ? pause : floor;
    }

    public void Reset() => _failures = 0;
}
