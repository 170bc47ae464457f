namespace Monitor.Agent.Collectors.Windows;

internal sealed class WindowsUptime(TimeProvider clock) : ICollector
{
    private int _ordinal = -1, _bootOrdinal = -1;

    public string Name => "uptime";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        var seconds = Environment.TickCount64 / 1000;
        vector.Set(ref _ordinal, "system.uptime_seconds", seconds);
        vector.Set(ref _bootOrdinal, "system.boot_time_seconds", clock.GetUtcNow().ToUnixTimeSeconds() - seconds);
    }
}
