namespace Monitor.Agent.Collectors.Linux;

/// <summary>Bytes, latency and utilisation of each whole disk (partitions are part of theirs), from /proc/diskstats.</summary>
internal sealed class DiskCollector : ICollector
{
    private readonly ProcFile _file = new("/proc/diskstats");
    private readonly NamedCounters<DiskCounters> _disks = new(static name => new DiskCounters(name));

    public string Name => "disk";

    public void Collect(SampleVector vector, TimeSpan uptime) => Put(vector, uptime, _file.Read(), IsWholeDisk);

    internal void Put(SampleVector vector, TimeSpan uptime, ReadOnlySpan<byte> diskstats, Func<string, bool, bool> isWholeDisk)
    {
        var lines = new Scanner(diskstats);
        while (lines.NextLine(out var line))
        {
            if (DiskLine.TryParse(line, out var name, out var disk))
            {
                _disks.Find(name, disk.ReadSectors > 0 || disk.WrittenSectors > 0, uptime, isWholeDisk)?.Put(vector, uptime, disk);
            }
        }

        _disks.ForgetAbsent(uptime);
    }

    /// <summary>A disk that carried nothing counts when it has a medium: drives without one and unused network block devices have size 0.</summary>
    private static bool IsWholeDisk(string name, bool busy)
    {
        var folder = "/sys/block/" + name.Replace('/', '!');
        return !name.StartsWith("loop", StringComparison.Ordinal) && !name.StartsWith("ram", StringComparison.Ordinal)
            && Directory.Exists(folder) && (busy || SysFile.ReadNumber(folder + "/size") > 0);
    }
}
