using System.ComponentModel;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Collectors.Windows;

internal sealed class WindowsCpu : ICollector
{
    private readonly CpuUse _use = new();
    private int _used = -1, _user = -1, _system = -1, _idle = -1;

    public string Name => "cpu";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (!Kernel32.GetSystemTimes(out var idle, out var kernel, out var user))
        {
            throw new Win32Exception();
        }

        if (_use.Next(new CpuTimes { User = user, System = kernel - idle, Idle = idle }))
        {
            vector.Set(ref _used, "cpu.used_percent", _use.UsedPercent);
            vector.Set(ref _user, "cpu.mode_percent", _use.ModePercent(0), "mode", "user");
            vector.Set(ref _system, "cpu.mode_percent", _use.ModePercent(2), "mode", "system");
            vector.Set(ref _idle, "cpu.mode_percent", _use.ModePercent(3), "mode", "idle");
        }
    }
}
