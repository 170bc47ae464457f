namespace Monitor.Agent.Collectors.Linux;

internal sealed class UptimeCollector : ICollector
{
    private readonly ProcFile _file = new("/proc/uptime");
    private int _ordinal = -1;

    public string Name => "uptime";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (!TryParse(_file.Read(), out var seconds))
        {
            throw new FormatException("/proc/uptime does not start with a number.");
        }

        vector.Set(ref _ordinal, "system.uptime_seconds", Math.Floor(seconds));
    }

    internal static bool TryParse(ReadOnlySpan<byte> text, out double seconds) => new Scanner(text).NextDouble(out seconds);
}
