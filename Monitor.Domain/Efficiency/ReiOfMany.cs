namespace Monitor.Domain.Efficiency;

/// <summary>The index of a group or the fleet: the mean of its hosts, each counting once.</summary>
public static class ReiOfMany
{
    /// <summary>Null where there is no host with an index.</summary>
    public static ReiReading? Of(IReadOnlyCollection<ReiReading> hosts)
    {
        if (hosts.Count == 0)
        {
            return null;
        }

        var total = hosts.Average(h => h.Total);
        var parts = Resources.All.Select(r => OfResource(r, [.. hosts.Select(h => h.Of(r)).Where(p => p.IsKnown)])).ToList();
        return new ReiReading(total, parts, hosts.Average(h => h.Confidence), ReiSentence.OfMany(total, hosts));
    }

    private static ResourceReading OfResource(ResourceKind resource, List<ResourceReading> parts) => new(
        resource, Mean(parts, p => p.Score), Mean(parts, p => p.Mean), Mean(parts, p => p.Pressure), Mean(parts, p => p.Below), Mean(parts, p => p.Above), Mean(parts, p => p.BelowAtNight),
        Mean(parts, p => p.BelowByDay));

    private static double Mean(List<ResourceReading> parts, Func<ResourceReading, double> pick) =>
        parts.Select(pick).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();
}
