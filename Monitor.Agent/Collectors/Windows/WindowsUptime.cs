namespace Monitor.Agent.Collectors.Windows;

internal sealed class WindowsUptime : ICollector
{
    private int _ordinal = -1;

    public string Name => "uptime";

    public void Collect(SampleVector vector, TimeSpan uptime) =>
        vector.Set(ref _ordinal, "system.uptime_seconds", Environment.TickCount64 / 1000);
}
