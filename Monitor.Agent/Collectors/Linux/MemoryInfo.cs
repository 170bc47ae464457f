namespace Monitor.Agent.Collectors.Linux;

/// <summary>What /proc/meminfo says, in bytes; null where it says nothing.</summary>
internal struct MemoryInfo
{
    public ulong? Total, Free, Available, SwapTotal, SwapFree;

    public static MemoryInfo Parse(ReadOnlySpan<byte> text)
    {
        var info = default(MemoryInfo);
        var lines = new Scanner(text);
        while (lines.NextLine(out var line))
        {
            var words = new Scanner(line);
            var name = words.NextWord();
            if (!words.NextNumber(out var kilobytes))
            {
                continue;
            }

            var bytes = kilobytes * 1024;
            switch (name)
            {
                case var n when n.SequenceEqual("MemTotal:"u8): info.Total = bytes; break;
                case var n when n.SequenceEqual("MemFree:"u8): info.Free = bytes; break;
                case var n when n.SequenceEqual("MemAvailable:"u8): info.Available = bytes; break;
                case var n when n.SequenceEqual("SwapTotal:"u8): info.SwapTotal = bytes; break;
                case var n when n.SequenceEqual("SwapFree:"u8): info.SwapFree = bytes; break;
                default: break;
            }
        }

        return info;
    }
}
