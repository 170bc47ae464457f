using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Collectors.Windows;

internal static class WindowsInventory
{
    public static WireInventory Read()
    {
        var status = new Kernel32.MemoryStatus { Length = (uint)Unsafe.SizeOf<Kernel32.MemoryStatus>() };
        var memory = Kernel32.GlobalMemoryStatus(ref status) ? (long)status.TotalPhysical : 0;
        return new WireInventory(
            RuntimeInformation.OSDescription, Environment.OSVersion.Version.ToString(),
            Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount, memory, NetworkAddresses.Read(), AgentBuild.Version);
    }
}
