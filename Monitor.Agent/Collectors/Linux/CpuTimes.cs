namespace Monitor.Agent.Collectors.Linux;

/// <summary>The first line of /proc/stat: clock ticks by mode since the start. Guest time is part of user and nice already.</summary>
internal struct CpuTimes
{
    public ulong User, Nice, System, Idle, IoWait, Irq, SoftIrq, Steal;

    public static bool TryParse(ReadOnlySpan<byte> stat, out CpuTimes times)
    {
        times = default;
        var lines = new Scanner(stat);
        if (!lines.NextLine(out var line) || !line.StartsWith("cpu "u8))
        {
            return false;
        }

        var words = new Scanner(line[4..]);
        var complete = words.NextNumber(out times.User) && words.NextNumber(out times.Nice) && words.NextNumber(out times.System)
            && words.NextNumber(out times.Idle);
        // Kernels before 2.6.11 end here; what they do not count stays zero.
        _ = words.NextNumber(out times.IoWait) && words.NextNumber(out times.Irq) && words.NextNumber(out times.SoftIrq)
            && words.NextNumber(out times.Steal);
        return complete;
    }
}
