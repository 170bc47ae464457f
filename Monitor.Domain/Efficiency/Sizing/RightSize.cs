using System.Globalization;

namespace Monitor.Domain.Efficiency;

/// <summary>What a host should be made of: from percentiles, peaks, forecast, and the headroom that is wanted. Less only where two weeks are known and it is worth it.</summary>
public static class RightSize
{
    public const double Gigabyte = 1 << 30;

    /// <summary>As long as must be known before anything is taken away.</summary>
    public const double FewestDays = 14;

    /// <summary>Less than this share of a disk or of memory is not worth the work.</summary>
    private const double WorthIt = 0.2;

    /// <summary>A peak may reach this much of the new size; what is above is cut, and waits.</summary>
    private const double MostPeak = 250;

    private static readonly int[] MemorySizes = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];

    public static IReadOnlyList<SizeProposal> Propose(HostSizing host, HeadroomPolicy policy, PriceTable prices)
    {
        if (SwitchOff(host, prices) is { } off)
        {
            return [off];
        }

        return [.. new[] { Cpu(host, policy, prices), Memory(host, policy, prices) }.Concat(host.Disks.Select(d => Disk(d, policy, prices))).OfType<SizeProposal>()];
    }

    /// <summary>As many vCPUs as the busiest 99 % of the time need under the ceiling, at least one; peaks beyond may be cut, but not out of all proportion.</summary>
    private static SizeProposal? Cpu(HostSizing host, HeadroomPolicy policy, PriceTable prices)
    {
        if (host is not { Cpu: { } use, Vcpus: > 0 })
        {
            return null;
        }

        var wanted = Math.Max(1, (int)Math.Ceiling(Math.Max(host.Vcpus * use.Expected / policy.Cpu, host.Vcpus * use.Peak / MostPeak) - 1e-9));
        return Changes(host.Vcpus, wanted, use, policy.Cpu)
            ? Said(SizeAction.Vcpu, host.Vcpus, wanted, host.Vcpus == 1 ? "vCPU" : "vCPUs", use, policy, policy.Cpu, prices.Month(host.Vcpus - wanted, 0, 0)) : null;
    }

    private static SizeProposal? Memory(HostSizing host, HeadroomPolicy policy, PriceTable prices)
    {
        if (host is not { Memory: { } use, MemoryBytes: > 0 })
        {
            return null;
        }

        // What does not fit into memory is killed and not only slow: the peak must fit too.
        var needed = Math.Max(host.MemoryGb * use.Expected / policy.Memory, host.MemoryGb * use.Peak / 100);
        var wanted = MemorySizes.FirstOrDefault(s => s >= needed, (int)Math.Ceiling(needed));
        return Changes(host.MemoryGb, wanted, use, policy.Memory) && (wanted > host.MemoryGb || wanted <= host.MemoryGb * (1 - WorthIt))
            ? Said(SizeAction.Memory, host.MemoryGb, wanted, "GB of memory", use, policy, policy.Memory, prices.Month(0, host.MemoryGb - wanted, 0)) : null;
    }

    private static SizeProposal? Disk(DiskSizing disk, HeadroomPolicy policy, PriceTable prices)
    {
        var gb = disk.Bytes / Gigabyte;
        var needed = gb * (disk.Use.Peak + Math.Max(0, disk.Use.Growth)) / policy.Disk;
        var wanted = Math.Max(10, Math.Ceiling(needed / 10) * 10);
        return gb >= 20 && Changes(gb, wanted, disk.Use, policy.Disk) && (wanted > gb || wanted <= gb * (1 - WorthIt))
            ? Said(SizeAction.Disk, gb, wanted, $"GB of disk at {disk.MountPoint}", disk.Use with { P99 = disk.Use.Peak }, policy, policy.Disk, prices.Month(0, 0, gb - wanted)) with { Where = disk.MountPoint } : null;
    }

    /// <summary>Nobody seems to use it: next to no CPU and network for weeks.</summary>
    private static SizeProposal? SwitchOff(HostSizing host, PriceTable prices)
    {
        if (host.Cpu is not { P99: < 2, Days: >= FewestDays } use || !(host.NetworkP95 < 2_000))
        {
            return null;
        }

        return new SizeProposal(SizeAction.SwitchOff, host.Vcpus, 0, 0, 0, prices.Month(host.Vcpus, host.MemoryGb, host.DiskGb),
            string.Create(CultureInfo.InvariantCulture, $"Could be switched off: 99 % of {use.Days:0} days used less than {Math.Max(0.1, use.P99):0.#} % of the CPU, and next to nothing came over the network"));
    }

    /// <summary>More as soon as it is short, less only where it is known for long enough.</summary>
    private static bool Changes(double from, double to, UseProfile use, double ceiling) =>
        to > from + 1e-9 ? use.Days >= 1 && use.Expected > ceiling : to < from - 1e-9 && use.Days >= FewestDays;

    private static SizeProposal Said(SizeAction action, double from, double to, string unit, UseProfile use, HeadroomPolicy policy, double ceiling, decimal month)
    {
        var expected = use.Expected * from / to;
        var why = $"the {(action == SizeAction.Disk ? "peak" : "99th percentile")}{(use.Growth > 0.05 ? " plus forecast" : "")}";
        var what = string.Create(CultureInfo.InvariantCulture, $"{to:0.#} instead of {from:0.#} {unit} {(action == SizeAction.Vcpu && to > 1 ? "are" : "is")}");
        return new SizeProposal(action, from, to, expected, ceiling, month, to < from
            ? string.Create(CultureInfo.InvariantCulture, $"{what} safe: {why} stays {Beside(expected, ceiling, "below")} for {policy.Days} days")
            : string.Create(CultureInfo.InvariantCulture, $"{what} needed: {why} is {Beside(use.Expected, ceiling, "above")}"));
    }

    /// <summary>What rounds to its ceiling is said to be beside it: "80 %, below 80 %" would contradict itself.</summary>
    private static string Beside(double percent, double ceiling, string side) => Math.Round(percent) == Math.Round(ceiling)
        ? string.Create(CultureInfo.InvariantCulture, $"just {side} {ceiling:0} %")
        : string.Create(CultureInfo.InvariantCulture, $"{(side == "below" ? "at " : "")}{percent:0} %, {side} {ceiling:0} %");
}
