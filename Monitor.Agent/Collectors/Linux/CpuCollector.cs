namespace Monitor.Agent.Collectors.Linux;

internal sealed class CpuCollector : ICollector
{
    private static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];

    private readonly ProcFile _file = new("/proc/stat");
    private readonly CpuUse _use = new();
    private readonly int[] _modeOrdinals = [-1, -1, -1, -1, -1, -1, -1, -1];
    private int _used = -1;

    public string Name => "cpu";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (!CpuTimes.TryParse(_file.Read(), out var times))
        {
            throw new FormatException("/proc/stat does not start with the line of all CPUs.");
        }

        if (!_use.Next(times))
        {
            return;
        }

        vector.Set(ref _used, "cpu.used_percent", _use.UsedPercent);
        for (var i = 0; i < Modes.Length; i++)
        {
            vector.Set(ref _modeOrdinals[i], "cpu.mode_percent", _use.ModePercent(i), "mode", Modes[i]);
        }
    }
}
