namespace Monitor.Agent.Collectors.Linux;

internal sealed class LoadCollector : ICollector
{
    private readonly ProcFile _file = new("/proc/loadavg");
    private int _one = -1, _five = -1, _fifteen = -1, _perCore = -1;

    public string Name => "load";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (!TryParse(_file.Read(), out var one, out var five, out var fifteen))
        {
            throw new FormatException("/proc/loadavg does not start with three numbers.");
        }

        vector.Set(ref _one, "load.1m", one);
        vector.Set(ref _five, "load.5m", five);
        vector.Set(ref _fifteen, "load.15m", fifteen);
        vector.Set(ref _perCore, "load.per_core", PerCore(one, Posix.ProcessorsOnline));
    }

    /// <summary>The load counts the whole machine, so its cores do too: also those that a container or a service may not use.</summary>
    internal static double PerCore(double load, long processors) => processors > 0 ? Math.Round(load / processors, 3) : double.NaN;

    internal static bool TryParse(ReadOnlySpan<byte> text, out double one, out double five, out double fifteen)
    {
        var words = new Scanner(text);
        five = fifteen = 0;
        return words.NextDouble(out one) && words.NextDouble(out five) && words.NextDouble(out fifteen);
    }
}
