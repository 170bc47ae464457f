namespace Monitor.Domain.Metrics.Topology.Map;

/// <summary>How a service is, by the hosts that it leans on. One of several hosts is enough to run it; each that it depends on is needed.</summary>
public static class ServiceHealth
{
    /// <param name="runsOn">Names and statuses of the hosts that it runs on.</param>
    /// <param name="dependsOn">Of those that it needs besides.</param>
    public static (HostStatus Status, string Reason) Of(IReadOnlyList<(string Name, HostStatus Status)> runsOn, IReadOnlyList<(string Name, HostStatus Status)> dependsOn)
    {
        if (runsOn.Count + dependsOn.Count == 0)
        {
            return (HostStatus.Unknown, "runs on no host yet");
        }

        var needed = dependsOn.Where(h => h.Status == HostStatus.Critical).Select(h => h.Name).ToList();
        var down = runsOn.Where(h => h.Status == HostStatus.Critical).Select(h => h.Name).ToList();
        if (runsOn.Count > 0 && down.Count == runsOn.Count)
        {
            return (HostStatus.Critical, runsOn.Count == 1 ? $"{down[0]} is critical" : $"all {down.Count} hosts that it runs on are critical");
        }

        if (needed.Count + down.Count > 0)
        {
            return (HostStatus.Warning, needed.Count > 0 ? $"{Some(needed)} critical, which it depends on" : $"{Some(down)} critical; {runsOn.Count - down.Count} of {runsOn.Count} hosts are left");
        }

        if (runsOn.Concat(dependsOn).Where(h => h.Status == HostStatus.Warning).Select(h => h.Name).ToList() is { Count: > 0 } warned)
        {
            return (HostStatus.Warning, $"{Some(warned)} in warning");
        }

        // What is known of one host that runs it speaks for the service.
        var best = (runsOn.Count > 0 ? runsOn : dependsOn).Min(h => h.Status);
        return (best, best switch
        {
            HostStatus.Good => "its hosts are good",
            HostStatus.Maintenance => "its hosts are in maintenance",
            _ => "nothing is heard of its hosts",
        });
    }

    private static string Some(IReadOnlyList<string> names) => names.Count == 1 ? $"{names[0]} is" : $"{names[0]} and {names.Count - 1} more are";
}
