using Monitor.Domain.Metrics;

namespace Monitor.Domain.Detection.Peers;

/// <summary>How a metric of one host is held against the same metric of its peers.</summary>
public static class PeerMetrics
{
    /// <summary>One value of several series of the same metric, such as those of all disks: traffic is added up, of everything else the largest counts. NaN for none; what is missing is left out.</summary>
    public static double Together(string metric, IEnumerable<double> values)
    {
        var known = values.Where(double.IsFinite).ToList();
        return known.Count == 0 ? double.NaN
            : MetricCatalog.Find(metric).Unit is MetricUnit.BytesPerSecond or MetricUnit.PerSecond ? known.Sum()
            : known.Max();
    }

    /// <summary>The smallest deviation among peers that counts as one, in the metric's unit: idle hosts that are nearly the same do not differ.</summary>
    public static double LeastScale(string metric) => metric == "load.1m" ? .2 : MetricCatalog.Find(metric).Unit switch
    {
        MetricUnit.Percent => 1,
        MetricUnit.BytesPerSecond => 50_000,
        MetricUnit.Bytes => 10_000_000,
        MetricUnit.Milliseconds => 2,
        MetricUnit.Seconds or MetricUnit.PerSecond or MetricUnit.Count => .5,
        MetricUnit.Celsius => 1,
        _ => 0,
    };
}
