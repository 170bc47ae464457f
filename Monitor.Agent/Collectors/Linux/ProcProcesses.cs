using System.Buffers.Text;
using System.IO.Enumeration;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>Walks /proc once: starts no program, and makes no string for a process.</summary>
internal sealed class ProcProcesses : ITopProcesses
{
    private readonly double _ticksPerSecond = Posix.ClockTicksPerSecond;
    private readonly byte[] _text = new byte[2048];
    private readonly byte[] _path = new byte[32];
    private Dictionary<int, Seen> _before = [];
    private Dictionary<int, Seen> _now = [];
    private TimeSpan _at;

    public bool Scan(TimeSpan uptime, TopProcesses top)
    {
        top.Begin();
        var seconds = (uptime - _at).TotalSeconds;
        var comparable = _before.Count > 0 && seconds > 0;
        foreach (var pid in Pids())
        {
            if (pid > 0 && Read(pid, out var stat))
            {
                Offer(top, pid, stat, seconds);
            }
        }

        (_before, _now) = (_now, _before);
        _now.Clear();
        _at = uptime;
        return comparable;
    }

    private void Offer(TopProcesses top, int pid, in ProcessStat stat, double seconds)
    {
        // A process that was not there at the last look has started since: all its time belongs to this one.
        var before = _before.TryGetValue(pid, out var seen) && seen.StartTicks == stat.StartTicks ? seen.CpuTicks : 0;
        var ticks = stat.CpuTicks >= before ? stat.CpuTicks - before : 0;
        _now[pid] = new Seen(stat.StartTicks, stat.CpuTicks);
        var sample = new ProcessSample
        {
            Pid = pid,
            CpuPercent = seconds > 0 ? Math.Round(ticks / _ticksPerSecond / seconds * 100, 2) : 0,
            MemoryBytes = (long)stat.ResidentPages * Environment.SystemPageSize,
        };
        sample.SetName(stat.Name);
        top.Offer(sample);
    }

    private bool Read(int pid, out ProcessStat stat)
    {
        "/proc/"u8.CopyTo(_path);
        Utf8Formatter.TryFormat(pid, _path.AsSpan(6), out var digits);
        "/stat\0"u8.CopyTo(_path.AsSpan(6 + digits));
        var length = Posix.ReadFile(_path, _text);
        if (length > 0)
        {
            return ProcessStat.TryParse(_text.AsSpan(0, length), out stat);
        }

        // It ended between the listing and the reading.
        stat = default;
        return false;
    }

    private static FileSystemEnumerable<int> Pids() =>
        new("/proc", static (ref FileSystemEntry entry) => int.TryParse(entry.FileName, out var pid) ? pid : 0)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => entry.FileName[0] is >= '0' and <= '9',
        };

    private readonly record struct Seen(ulong StartTicks, ulong CpuTicks);
}
