using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Monitor.Agent.Collectors.Windows;

internal sealed class WindowsProcesses : ITopProcesses
{
    private Dictionary<int, TimeSpan> _before = [];
    private TimeSpan _at;

    public bool Scan(TimeSpan uptime, TopProcesses top)
    {
        top.Begin();
        var now = new Dictionary<int, TimeSpan>();
        var seconds = (uptime - _at).TotalSeconds;
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                Offer(process, now, seconds, top);
            }
        }

        var comparable = _before.Count > 0 && seconds > 0;
        _before = now;
        _at = uptime;
        return comparable;
    }

    private void Offer(Process process, Dictionary<int, TimeSpan> now, double seconds, TopProcesses top)
    {
        var cpu = CpuTime(process);
        now[process.Id] = cpu;
        var used = _before.TryGetValue(process.Id, out var before) && cpu >= before ? (cpu - before).TotalSeconds : 0;
        var sample = new ProcessSample
        {
            Pid = process.Id,
            CpuPercent = seconds > 0 ? Math.Round(used / seconds * 100, 2) : 0,
            MemoryBytes = process.WorkingSet64,
        };
        sample.SetName(Encoding.UTF8.GetBytes(process.ProcessName));
        top.Offer(sample);
    }

    private static TimeSpan CpuTime(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // Protected, or ended meanwhile.
            return TimeSpan.Zero;
        }
    }
}
