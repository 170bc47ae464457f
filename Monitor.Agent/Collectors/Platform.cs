using Monitor.Agent.Collectors.Linux;
using Monitor.Agent.Collectors.Windows;

namespace Monitor.Agent.Collectors;

/// <summary>The one place that knows which collectors a system has.</summary>
internal static class Platform
{
    public static IReadOnlyList<ICollector> Collectors()
    {
        if (OperatingSystem.IsLinux())
        {
            return
            [
                new CpuCollector(), new MemoryCollector(), new LoadCollector(), new UptimeCollector(), new FileSystemCollector(), new DiskCollector(),
                new NetworkCollector(),
            ];
        }

        if (OperatingSystem.IsWindows())
        {
            return [new WindowsCpu(), new WindowsMemory(), new WindowsDisks(), new WindowsNetwork(), new WindowsUptime()];
        }

        throw new PlatformNotSupportedException("This agent measures Linux and Windows.");
    }

    public static ITopProcesses TopProcesses() => OperatingSystem.IsLinux() ? new ProcProcesses() : new WindowsProcesses();

    public static Domain.Wire.WireInventory Inventory() => OperatingSystem.IsLinux() ? LinuxInventory.Read() : WindowsInventory.Read();
}
