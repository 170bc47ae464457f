using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;

namespace Monitor.Web.Metrics;

/// <summary>What an agent says of its host at enrolment, cut to what the table holds.</summary>
internal static class HostInventoryText
{
    public static HostInventory? From(WireInventory? wire, int hostId) => wire is null ? null : new HostInventory
    {
        HostId = hostId,
        OperatingSystem = NameCheck.Clean(wire.OperatingSystem, 200) ?? "",
        Kernel = NameCheck.Clean(wire.Kernel, 200) ?? "",
        CpuModel = NameCheck.Clean(wire.CpuModel, 200) ?? "",
        AgentVersion = NameCheck.Clean(wire.AgentVersion, 50) ?? "",
        CpuCount = Math.Clamp(wire.CpuCount, 0, 1_000_000),
        MemoryBytes = Math.Max(0, wire.MemoryBytes),
        Addresses = string.Join(',', (wire.Addresses ?? []).Select(a => NameCheck.Clean(a, 100)).OfType<string>().Take(9)),
    };
}
