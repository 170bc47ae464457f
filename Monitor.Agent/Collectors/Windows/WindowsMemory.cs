using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Monitor.Agent.Collectors.Windows;

internal sealed class WindowsMemory : ICollector
{
    private int _total = -1, _used = -1, _free = -1, _available = -1, _percent = -1;

    public string Name => "memory";

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        var status = new Kernel32.MemoryStatus { Length = (uint)Unsafe.SizeOf<Kernel32.MemoryStatus>() };
        if (!Kernel32.GlobalMemoryStatus(ref status))
        {
            throw new Win32Exception();
        }

        vector.Set(ref _total, "memory.total_bytes", status.TotalPhysical);
        vector.Set(ref _free, "memory.free_bytes", status.AvailablePhysical);
        vector.Set(ref _available, "memory.available_bytes", status.AvailablePhysical);
        vector.Set(ref _used, "memory.used_bytes", status.TotalPhysical - status.AvailablePhysical);
        vector.Set(ref _percent, "memory.used_percent", PercentShare.Of(status.TotalPhysical - status.AvailablePhysical, status.TotalPhysical));
    }
}
