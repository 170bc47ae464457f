namespace Monitor.Domain.Efficiency;

/// <summary>What a host can carry and carries at its busiest hours: vCPUs and bytes of memory, and the percentages of them.</summary>
public sealed record HostLoad(int HostId, string Name, int GroupId, double Vcpus, double CpuPercent, double MemoryBytes, double MemoryPercent)
{
    public double Cpu => Vcpus * CpuPercent / 100;

    public double Memory => MemoryBytes * MemoryPercent / 100;

    /// <summary>The same host with another load.</summary>
    public HostLoad With(double cpu, double memory) =>
        this with { CpuPercent = Vcpus > 0 ? 100 * cpu / Vcpus : 0, MemoryPercent = MemoryBytes > 0 ? 100 * memory / MemoryBytes : 0 };
}

/// <summary>What is left of a fleet below its ceilings, in percent of all: the least of both is what the fleet can still grow by.</summary>
public sealed record FleetHeadroom(double Vcpus, double CpuUsed, double MemoryBytes, double MemoryUsed, HeadroomPolicy Policy)
{
    public double CpuPercent => Vcpus > 0 ? 100 * CpuUsed / Vcpus : 0;

    public double MemoryPercent => MemoryBytes > 0 ? 100 * MemoryUsed / MemoryBytes : 0;

    /// <summary>By how much the load of all can grow before one of the two is at its ceiling, in percent of today's; never below 0, without end where there is no load.</summary>
    public double GrowthLeft => Math.Max(0, 100 * (Math.Min(Left(Policy.Cpu, CpuPercent), Left(Policy.Memory, MemoryPercent)) - 1));

    public static FleetHeadroom Of(IReadOnlyCollection<HostLoad> hosts, HeadroomPolicy policy) =>
        new(hosts.Sum(h => h.Vcpus), hosts.Sum(h => h.Cpu), hosts.Sum(h => h.MemoryBytes), hosts.Sum(h => h.Memory), policy);

    private static double Left(double ceiling, double used) => used > 0 ? ceiling / used : double.PositiveInfinity;
}
