namespace Monitor.Agent.Collectors.Linux;

/// <summary>Memory that is used is memory that a new program could not get: total less available, not total less free.</summary>
internal sealed class MemoryCollector : ICollector
{
    private readonly ProcFile _file = new("/proc/meminfo");
    private int _total = -1, _used = -1, _free = -1, _available = -1, _percent = -1, _swap = -1;

    public string Name => "memory";

    public void Collect(SampleVector vector, TimeSpan uptime) => Put(vector, MemoryInfo.Parse(_file.Read()));

    internal void Put(SampleVector vector, in MemoryInfo info)
    {
        vector.Set(ref _total, "memory.total_bytes", info.Total ?? double.NaN);
        vector.Set(ref _free, "memory.free_bytes", info.Free ?? double.NaN);
        vector.Set(ref _available, "memory.available_bytes", info.Available ?? double.NaN);
        if (info is { Total: { } total, Available: { } available } && available <= total)
        {
            vector.Set(ref _used, "memory.used_bytes", total - available);
            vector.Set(ref _percent, "memory.used_percent", PercentShare.Of(total - available, total));
        }

        if (info is { SwapTotal: > 0 and { } swap, SwapFree: { } swapFree } && swapFree <= swap)
        {
            vector.Set(ref _swap, "swap.used_percent", PercentShare.Of(swap - swapFree, swap));
        }
    }
}
