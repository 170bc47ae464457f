namespace Monitor.Domain.Detection.Hygiene;

/// <summary>An anomaly as patterns see it: when it began, which metrics it is made of, and whether it is a slow climb or fall.</summary>
/// <param name="Metrics">By name or number, in any order; what contributed clearly.</param>
/// <param name="IsTrend">A leak is no habit, however often it is called one.</param>
public sealed record AnomalySight(DateTimeOffset Onset, IReadOnlyCollection<string> Metrics, bool IsTrend)
{
    public static bool IsTrendKind(AnomalyKind kind) => kind is AnomalyKind.TrendUp or AnomalyKind.TrendDown;

    /// <summary>Whether two are of mostly the same metrics: the common ones are at least two thirds of all.</summary>
    public bool SameMetrics(IReadOnlyCollection<string> others)
    {
        var all = Metrics.Union(others, StringComparer.Ordinal).Count();
        return all > 0 && 3 * Metrics.Intersect(others, StringComparer.Ordinal).Count() >= 2 * all;
    }
}
