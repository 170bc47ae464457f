namespace Monitor.Domain.Efficiency;

/// <summary>A fleet as it would be.</summary>
/// <param name="Before">Those that are still there, as they are.</param>
/// <param name="After">The same, in the same order, as they would be.</param>
/// <param name="LeftOverCpu">Of a host that is gone, vCPUs that find no place below the ceilings.</param>
/// <param name="LeftOverMemory">Bytes, likewise.</param>
public sealed record WhatIfResult(IReadOnlyList<HostLoad> Before, IReadOnlyList<HostLoad> After, FleetHeadroom Headroom, double LeftOverCpu, double LeftOverMemory)
{
    /// <summary>Hosts above a ceiling afterwards that were not before.</summary>
    public IReadOnlyList<HostLoad> Overloaded =>
        [.. After.Zip(Before).Where(p => IsOver(p.First) && !IsOver(p.Second)).Select(p => p.First).OrderByDescending(h => Math.Max(h.CpuPercent, h.MemoryPercent))];

    public bool Fits => Overloaded.Count == 0 && LeftOverCpu < 1e-9 && LeftOverMemory < 1;

    /// <summary>Whether a host is above one of the ceilings.</summary>
    public bool IsOver(HostLoad host) => host.CpuPercent > Headroom.Policy.Cpu + 1e-9 || host.MemoryPercent > Headroom.Policy.Memory + 1e-9;
}

/// <summary>What would be if the load grew, a host were lost, or what runs on some were moved. Loads add up; where they go they take as much as where they were.</summary>
public static class WhatIf
{
    /// <summary>So much more load on every host, in percent; below 0 less.</summary>
    public static WhatIfResult MoreLoad(IReadOnlyList<HostLoad> hosts, double percent, HeadroomPolicy policy)
    {
        var factor = Math.Max(0, 1 + (percent / 100));
        return Result(hosts, [.. hosts.Select(h => h.With(h.Cpu * factor, h.Memory * factor))], policy, 0, 0);
    }

    /// <summary>A host is gone: what it carried goes to the others of its group, to each by the room that it has below its ceilings.</summary>
    public static WhatIfResult Lose(IReadOnlyList<HostLoad> hosts, int hostId, HeadroomPolicy policy)
    {
        var (lost, left) = (hosts.Where(h => h.HostId == hostId).ToList(), hosts.Where(h => h.HostId != hostId).ToList());
        var (cpu, memory) = (lost.Sum(h => h.Cpu), lost.Sum(h => h.Memory));
        bool Takes(HostLoad h) => lost.Exists(l => l.GroupId == h.GroupId);
        double CpuRoom(HostLoad h) => Takes(h) ? Math.Max(0, (h.Vcpus * policy.Cpu / 100) - h.Cpu) : 0;
        double MemoryRoom(HostLoad h) => Takes(h) ? Math.Max(0, (h.MemoryBytes * policy.Memory / 100) - h.Memory) : 0;
        var (cpuRoom, memoryRoom) = (left.Sum(CpuRoom), left.Sum(MemoryRoom));
        double Part(double all, double room, double rooms) => rooms > 0 ? Math.Min(all, rooms) * room / rooms : 0;
        return Result(
            left, [.. left.Select(h => h.With(h.Cpu + Part(cpu, CpuRoom(h), cpuRoom), h.Memory + Part(memory, MemoryRoom(h), memoryRoom)))], policy,
            Math.Max(0, cpu - cpuRoom), Math.Max(0, memory - memoryRoom));
    }

    /// <summary>What runs on some hosts moves to another one, and they are switched off.</summary>
    public static WhatIfResult Move(IReadOnlyList<HostLoad> hosts, IReadOnlyCollection<int> hostIds, int toHostId, HeadroomPolicy policy)
    {
        var moved = hosts.Where(h => hostIds.Contains(h.HostId) && h.HostId != toHostId).ToList();
        var left = hosts.Except(moved).ToList();
        var isThere = left.Exists(h => h.HostId == toHostId);
        var (cpu, memory) = (moved.Sum(h => h.Cpu), moved.Sum(h => h.Memory));
        return Result(
            left, [.. left.Select(h => h.HostId == toHostId ? h.With(h.Cpu + cpu, h.Memory + memory) : h)], policy, isThere ? 0 : cpu, isThere ? 0 : memory);
    }

    private static WhatIfResult Result(IReadOnlyList<HostLoad> before, IReadOnlyList<HostLoad> after, HeadroomPolicy policy, double cpu, double memory) =>
        new(before, after, FleetHeadroom.Of(after, policy), cpu, memory);
}
