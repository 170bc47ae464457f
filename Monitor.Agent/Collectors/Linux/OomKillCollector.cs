namespace Monitor.Agent.Collectors.Linux;

/// <summary>Processes that the kernel killed for lack of memory since the tick before. Kernels before 4.13 do not count them: the value is then missing.</summary>
internal sealed class OomKillCollector : ICollector
{
    private readonly ProcFile _file = new("/proc/vmstat");
    private CounterGrowth _kills;
    private int _ordinal = -1;

    public string Name => "OOM kills";

    public void Collect(SampleVector vector, TimeSpan uptime) => Put(vector, _file.Read());

    internal void Put(SampleVector vector, ReadOnlySpan<byte> vmstat)
    {
        if (TryParse(vmstat, out var kills))
        {
            vector.Set(ref _ordinal, "system.oom_kills", _kills.Next(kills));
        }
    }

    /// <summary>A name and a number in each line.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> vmstat, out ulong kills)
    {
        var lines = new Scanner(vmstat);
        while (lines.NextLine(out var line))
        {
            if (line.StartsWith("oom_kill "u8))
            {
                return new Scanner(line[9..]).NextNumber(out kills);
            }
        }

        kills = 0;
        return false;
    }
}
