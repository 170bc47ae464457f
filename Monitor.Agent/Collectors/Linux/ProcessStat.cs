namespace Monitor.Agent.Collectors.Linux;

/// <summary>What is needed of /proc/[pid]/stat. Times are in clock ticks, memory in pages.</summary>
internal ref struct ProcessStat
{
    public ReadOnlySpan<byte> Name;
    public ulong CpuTicks;
    public ulong StartTicks;
    public ulong ResidentPages;

    /// <summary>A name may hold anything, brackets and spaces too: it ends at the last bracket.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ProcessStat stat)
    {
        stat = default;
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open)
        {
            return false;
        }

        stat.Name = text[(open + 1)..close];
        var words = new Scanner(text[(close + 1)..]);
        // Fields 3 to 13: state, five ids, flags, four fault counts.
        words.Skip(11);
        if (!words.NextNumber(out var user) || !words.NextNumber(out var system))
        {
            return false;
        }

        stat.CpuTicks = user + system;
        words.Skip(6);
        if (!words.NextNumber(out stat.StartTicks))
        {
            return false;
        }

        words.Skip(1);
        return words.NextNumber(out stat.ResidentPages);
    }
}
