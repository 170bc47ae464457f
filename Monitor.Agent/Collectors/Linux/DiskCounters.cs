namespace Monitor.Agent.Collectors.Linux;

/// <summary>One line of /proc/diskstats. Times are milliseconds that all requests took together, and that at least one was under way.</summary>
internal struct DiskLine
{
    public ulong Reads, ReadSectors, ReadMilliseconds, Writes, WrittenSectors, WriteMilliseconds, BusyMilliseconds;

    /// <summary>Major, minor, name, reads, merged, sectors, ms, writes, merged, sectors, ms, under way, ms busy, …</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out DiskLine disk)
    {
        disk = default;
        var words = new Scanner(line);
        words.Skip(2);
        name = words.NextWord();
        var complete = words.NextNumber(out disk.Reads);
        words.Skip(1);
        complete &= words.NextNumber(out disk.ReadSectors) & words.NextNumber(out disk.ReadMilliseconds) & words.NextNumber(out disk.Writes);
        words.Skip(1);
        complete &= words.NextNumber(out disk.WrittenSectors) & words.NextNumber(out disk.WriteMilliseconds);
        words.Skip(1);
        return complete && words.NextNumber(out disk.BusyMilliseconds) && !name.IsEmpty;
    }
}

/// <summary>What one disk did since the tick before.</summary>
internal sealed class DiskCounters(string name) : INamedCounters
{
    /// <summary>The kernel counts sectors of 512 bytes, whatever the disk's own are.</summary>
    private const ulong SectorBytes = 512;

    private CounterRate _read, _written, _busy;
    private CounterGrowth _requests, _milliseconds;
    private int _readOrdinal = -1, _writtenOrdinal = -1, _latencyOrdinal = -1, _busyOrdinal = -1;

    public void Put(SampleVector vector, TimeSpan uptime, in DiskLine disk)
    {
        vector.Set(ref _readOrdinal, "disk.read_bytes_per_second", _read.Next(disk.ReadSectors * SectorBytes, uptime), "device", name);
        vector.Set(ref _writtenOrdinal, "disk.write_bytes_per_second", _written.Next(disk.WrittenSectors * SectorBytes, uptime), "device", name);
        vector.Set(ref _latencyOrdinal, "disk.latency_ms", Latency(disk), "device", name);
        vector.Set(ref _busyOrdinal, "disk.utilisation_percent", PercentShare.Of(_busy.Next(disk.BusyMilliseconds, uptime, 2), 1000), "device", name);
    }

    public void Forget()
    {
        _read.Forget();
        _written.Forget();
        _busy.Forget();
        _requests.Forget();
        _milliseconds.Forget();
    }

    /// <summary>The mean time of a request, waiting and being served; 0 where none was made, as iostat says it.</summary>
    private double Latency(in DiskLine disk)
    {
        // Both are asked before either is judged: a counter that is not read falls behind.
        var requests = _requests.Next(disk.Reads + disk.Writes);
        var milliseconds = _milliseconds.Next(disk.ReadMilliseconds + disk.WriteMilliseconds);
        return requests > 0 ? Math.Round(milliseconds / requests, 2) : requests;
    }
}
