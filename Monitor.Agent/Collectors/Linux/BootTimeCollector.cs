namespace Monitor.Agent.Collectors.Linux;

/// <summary>
/// When the system started, in seconds since 1970. The kernel reckons it from the wall clock, so it moves with a clock that is put right: it is read again
/// each minute.
/// </summary>
internal sealed class BootTimeCollector : ICollector
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ProcFile _file = new("/proc/stat");
    private TimeSpan? _readAt;
    private ulong _bootedAt;
    private int _ordinal = -1;

    public string Name => "boot time";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (_readAt is not { } at || uptime - at >= Every)
        {
            if (!TryParse(_file.Read(), out _bootedAt))
            {
                throw new FormatException("/proc/stat has no line with the boot time.");
            }

            _readAt = uptime;
        }

        vector.Set(ref _ordinal, "system.boot_time_seconds", _bootedAt);
    }

    internal static bool TryParse(ReadOnlySpan<byte> stat, out ulong bootedAt)
    {
        var lines = new Scanner(stat);
        while (lines.NextLine(out var line))
        {
            if (line.StartsWith("btime "u8))
            {
                return new Scanner(line[6..]).NextNumber(out bootedAt);
            }
        }

        bootedAt = 0;
        return false;
    }
}
