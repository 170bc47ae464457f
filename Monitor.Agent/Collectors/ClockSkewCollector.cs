namespace Monitor.Agent.Collectors;

/// <summary>How far the host's clock is ahead of the server's (behind it: below zero), as measured at the server's last answer; missing before the first.</summary>
internal sealed class ClockSkewCollector(Func<TimeSpan?> ahead) : ICollector
{
    private int _ordinal = -1;

    public string Name => "clock skew";

    // Tenths: half a round trip is the error of the measurement.
    public void Collect(SampleVector vector, TimeSpan uptime) =>
        vector.Set(ref _ordinal, "system.clock_skew_seconds", ahead() is { } skew ? Math.Round(skew.TotalSeconds, 1) : double.NaN);
}
