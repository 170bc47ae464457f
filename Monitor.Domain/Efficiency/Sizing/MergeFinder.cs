using System.Globalization;

namespace Monitor.Domain.Efficiency;

/// <summary>Small hosts of one group that fit together on the largest of them, at their busiest at the same time.</summary>
public static class MergeFinder
{
    /// <summary>A host that needs more of its CPU than this is no small one, in percent.</summary>
    private const double Small = 20;

    /// <param name="hosts">Of one group, each with vCPUs, CPU and memory known; others are left out.</param>
    /// <returns>By host: into which other one it could go.</returns>
    public static IReadOnlyDictionary<int, SizeProposal> Find(IReadOnlyList<HostSizing> hosts, HeadroomPolicy policy, PriceTable prices)
    {
        var small = hosts.Where(h => h is { Vcpus: > 0, Cpu: { Days: >= RightSize.FewestDays } cpu } && cpu.Expected <= Small && IsKnownOrAbsent(h)).OrderByDescending(h => h.Vcpus)
            .ThenByDescending(h => h.MemoryBytes).ThenBy(h => h.HostId).ToList();
        var found = new Dictionary<int, SizeProposal>();
        var loads = small.ToDictionary(h => h.HostId, h => (Cpu: CpuOf(h), Memory: MemoryOf(h)));
        for (var i = small.Count - 1; i > 0; i--)
        {
            var host = small[i];
            if (found.Values.Any(f => f.IntoHostId == host.HostId))
            {
                // It takes others in, and cannot go itself.
                continue;
            }

            foreach (var into in small.Take(i).Where(t => !found.ContainsKey(t.HostId)))
            {
                var (cpu, memory) = (loads[into.HostId].Cpu + loads[host.HostId].Cpu, loads[into.HostId].Memory + loads[host.HostId].Memory);
                if (cpu > into.Vcpus * policy.Cpu / 100 || memory > into.MemoryBytes * policy.Memory / 100)
                {
                    continue;
                }

                loads[into.HostId] = (cpu, memory);
                found[host.HostId] = Said(host, into, 100 * cpu / into.Vcpus, policy, prices);
                break;
            }
        }

        return found;
    }

    private static bool IsKnownOrAbsent(HostSizing host) => host.Memory is not null || host.MemoryBytes <= 0;

    private static double CpuOf(HostSizing host) => host.Vcpus * host.Cpu!.Expected / 100;

    private static double MemoryOf(HostSizing host) => host.Memory is { } use ? host.MemoryBytes * use.Expected / 100 : 0;

    private static SizeProposal Said(HostSizing host, HostSizing into, double expected, HeadroomPolicy policy, PriceTable prices) =>
        new(SizeAction.Merge, host.Vcpus, 0, expected, policy.Cpu, prices.Month(host.Vcpus, host.MemoryGb, 0),
            string.Create(CultureInfo.InvariantCulture, $"Could be merged into {into.Name}: both at their busiest use {expected:0} % of its CPU, below {policy.Cpu:0} %"))
        {
            Where = into.Name, IntoHostId = into.HostId,
        };
}
