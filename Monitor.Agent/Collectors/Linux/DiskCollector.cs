namespace Monitor.Agent.Collectors.Linux;

/// <summary>Bytes read and written by each whole disk (partitions are part of theirs), from /proc/diskstats.</summary>
internal sealed class DiskCollector : ICollector
{
    /// <summary>The kernel counts sectors of 512 bytes, whatever the disk's own are.</summary>
    private const ulong SectorBytes = 512;

    private readonly ProcFile _file = new("/proc/diskstats");
    private readonly NamedCounters _disks = new("device", "disk.read_bytes_per_second", "disk.write_bytes_per_second");

    public string Name => "disk";

    public void Collect(SampleVector vector, TimeSpan uptime) => Put(vector, uptime, _file.Read(), IsWholeDisk);

    internal void Put(SampleVector vector, TimeSpan uptime, ReadOnlySpan<byte> diskstats, Func<string, bool, bool> isWholeDisk)
    {
        var lines = new Scanner(diskstats);
        while (lines.NextLine(out var line))
        {
            if (TryParse(line, out var name, out var read, out var written))
            {
                _disks.Put(vector, uptime, name, read, written, isWholeDisk);
            }
        }

        _disks.ForgetAbsent(uptime);
    }

    /// <summary>Major, minor, name, reads, reads merged, sectors read, ms reading, writes, writes merged, sectors written, …</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ulong readBytes, out ulong writtenBytes)
    {
        var words = new Scanner(line);
        words.Skip(2);
        name = words.NextWord();
        words.Skip(2);
        var complete = words.NextNumber(out readBytes);
        words.Skip(3);
        complete &= words.NextNumber(out writtenBytes);
        readBytes *= SectorBytes;
        writtenBytes *= SectorBytes;
        return complete && !name.IsEmpty;
    }

    /// <summary>A disk that carried nothing counts when it has a medium: drives without one and unused network block devices have size 0.</summary>
    private static bool IsWholeDisk(string name, bool busy)
    {
        var folder = "/sys/block/" + name.Replace('/', '!');
        return !name.StartsWith("loop", StringComparison.Ordinal) && !name.StartsWith("ram", StringComparison.Ordinal)
            && Directory.Exists(folder) && (busy || SysFile.ReadNumber(folder + "/size") > 0);
    }
}
