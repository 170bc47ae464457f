using System.Globalization;
using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Screens.Capacity;

/// <summary>A host as it is and as it would be.</summary>
public sealed record WhatIfRow(HostLoad Before, HostLoad After, bool IsOver);

/// <summary>What would be, in sentences.</summary>
public static class WhatIfWords
{
    private const int MostNamed = 5;

    /// <summary>"With 20 % more load on every host", "Without web-3", "With build-1 and build-2 moved to db-1 and switched off".</summary>
    public static string Asked(CapacityQuestion question, CapacityView view)
    {
        string Name(int id) => view.Hosts.FirstOrDefault(h => h.HostId == id)?.Name ?? "a host";
        return question.Lose is { } lost ? $"Without {Name(lost)}"
            : question.Move.Count > 0 && question.To is { } to ? $"With {Names([.. question.Move.Where(m => m != to).Select(Name)])} moved to {Name(to)} and switched off"
            : $"With {Number(Math.Abs(question.More ?? 0))} % {(question.More < 0 ? "less" : "more")} load on every host";
    }

    /// <summary>Whether it fits, and what is in the way.</summary>
    public static string Verdict(WhatIfResult result)
    {
        var policy = result.Headroom.Policy;
        var ceilings = $"(CPU {Number(policy.Cpu)} %, memory {Number(policy.Memory)} %)";
        if (result.Fits)
        {
            return $"It fits: no further host goes above its ceiling {ceilings}{(double.IsFinite(result.Headroom.GrowthLeft) ? $", and all together can still grow by {Number(result.Headroom.GrowthLeft)} %" : "")}.";
        }

        var over = result.Overloaded.Count switch
        {
            0 => "",
            1 => $" {result.Overloaded[0].Name} goes above its ceiling {ceilings}.",
            var n => $" {n} hosts go above their ceiling {ceilings}: {Names([.. result.Overloaded.Select(h => h.Name)])}.",
        };
        return "It does not fit." + over + LeftOver(result);
    }

    public static IReadOnlyList<WhatIfRow> Rows(WhatIfResult result) =>
    [
        .. result.Before.Zip(result.After, (b, a) => new WhatIfRow(b, a, result.IsOver(a))).Where(r => Math.Abs(r.Before.CpuPercent - r.After.CpuPercent) + Math.Abs(r.Before.MemoryPercent - r.After.MemoryPercent) > 1e-9)
            .OrderByDescending(r => r.IsOver).ThenByDescending(r => Math.Max(r.After.CpuPercent, r.After.MemoryPercent)).ThenBy(r => r.After.HostId),
    ];

    /// <summary>Which resource lets all together grow least, and by how much.</summary>
    public static string Growth(FleetHeadroom head)
    {
        var isCpu = head.CpuPercent / head.Policy.Cpu >= head.MemoryPercent / head.Policy.Memory;
        var (name, ceiling) = (isCpu ? "CPU" : "memory", isCpu ? head.Policy.Cpu : head.Policy.Memory);
        return head.GrowthLeft > 0 ? $"until {name} is at its ceiling of {Number(ceiling)} %" : $"{name} is at or above its ceiling of {Number(ceiling)} %";
    }

    public static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    public static string Gigabytes(double bytes) => Number(bytes / RightSize.Gigabyte) + " GB";

    private static string LeftOver(WhatIfResult result)
    {
        string[] parts =
        [
            .. new[] { result.LeftOverCpu >= 1e-9 ? $"{result.LeftOverCpu.ToString("0.##", CultureInfo.InvariantCulture)} vCPUs of work" : "", result.LeftOverMemory >= 1 ? $"{Gigabytes(result.LeftOverMemory)} of memory" : "" }.Where(p => p.Length > 0),
        ];
        return parts.Length == 0 ? "" : $" {string.Join(" and ", parts)} would find no place below the ceilings.";
    }

    private static string Names(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nothing",
        1 => names[0],
        <= MostNamed => string.Join(", ", names.Take(names.Count - 1)) + " and " + names[^1],
        _ => string.Join(", ", names.Take(MostNamed)) + $" and {names.Count - MostNamed} more",
    };
}
