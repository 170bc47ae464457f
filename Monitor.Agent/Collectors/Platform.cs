using Monitor.Agent.Collectors.Linux;
using Monitor.Agent.Collectors.Linux.Hardware;
using Monitor.Agent.Collectors.Windows;

namespace Monitor.Agent.Collectors;

/// <summary>The one place that knows which collectors a system has.</summary>
internal static class Platform
{
    /// <param name="clockAhead">How far the host's clock is ahead of the server's; null while that is unknown.</param>
    public static IReadOnlyList<ICollector> Collectors(Func<TimeSpan?> clockAhead)
    {
        if (OperatingSystem.IsLinux())
        {
            return
            [
                new CpuCollector(), new MemoryCollector(), new LoadCollector(), new UptimeCollector(), new FileSystemCollector(), new DiskCollector(),
                new NetworkCollector(), new OomKillCollector(), new BootTimeCollector(), new ClockSkewCollector(clockAhead),
                new SystemdCollector(SystemdCollector.IsSystemdRunning, new SystemBus(SystemBus.UsualPath, SystemBus.UsualPatience)),
                new HardwareCollector(),
            ];
        }

        if (OperatingSystem.IsWindows())
        {
            return [new WindowsCpu(), new WindowsMemory(), new WindowsDisks(), new WindowsNetwork(), new WindowsUptime(TimeProvider.System), new ClockSkewCollector(clockAhead)];
        }

        throw new PlatformNotSupportedException("This agent measures Linux and Windows.");
    }

    public static ITopProcesses TopProcesses() => OperatingSystem.IsLinux() ? new ProcProcesses() : new WindowsProcesses();

    /// <summary>Null where it is not built: on Windows.</summary>
    public static PeerWatch? Peers() => OperatingSystem.IsLinux() ? new PeerWatch(new Linux.Peers.ProcPeers().Read) : null;

    public static Domain.Wire.WireInventory Inventory() => OperatingSystem.IsLinux() ? LinuxInventory.Read() : WindowsInventory.Read();
}
