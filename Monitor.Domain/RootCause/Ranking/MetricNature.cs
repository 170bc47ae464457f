namespace Monitor.Domain.RootCause.Ranking;

/// <summary>What the words of a metric's name say of it.</summary>
/// <param name="Direction">1 where more hurts, -1 where less hurts, 0 where either is unusual.</param>
/// <param name="IsPerCall">It is a mean or a share of calls, so that times the number of calls it adds up over the callers: latency, availability, an error rate.</param>
/// <param name="IsVolume">It counts calls.</param>
/// <param name="IsShare">It has a natural full scale, 1 or 100.</param>
internal readonly record struct MetricNature(int Direction, bool IsPerCall, bool IsVolume, bool IsShare)
{
    /// <summary>Of an availability a hundredth of the whole matters; of another share a twentieth; of what has no scale a tenth of what is usual.</summary>
    private const double FloorOfAvailability = .01;
    private const double FloorOfShare = .05;
    private const double FloorOfMedian = .1;

    private static readonly string[] Good = ["availability", "available", "success", "free", "idle", "uptime"];
    private static readonly string[] Bad =
        ["latency", "duration", "time", "wait", "await", "error", "errors", "failure", "failures", "failed", "dropped", "drops", "queue", "queued", "backlog", "lag", "used", "usage", "pressure", "load", "utilization", "utilisation", "busy", "steal"];

    private static readonly string[] Volume = ["requests", "request", "calls", "hits", "throughput", "transactions", "queries", "operations"];
    private static readonly string[] Mean = ["latency", "duration", "time", "availability", "success"];
    private static readonly string[] Failure = ["error", "errors", "failure", "failures", "failed"];
    private static readonly string[] Share = ["percent", "pct", "ratio", "share", "rate", "availability"];

    public static MetricNature Of(string metric)
    {
        var words = Words(metric);
        bool Has(string[] of) => of.Any(words.Contains);
        var perCall = Has(Mean) || (Has(Failure) && Has(Share));
        return new MetricNature(
            Has(Good) ? -1 : Has(Bad) ? 1 : 0,
            perCall,
            !perCall && Has(Volume),
            words.Contains("availability") || words.Contains("percent") || words.Contains("pct") || words.Contains("ratio") || words.Contains("share"));
    }

    /// <summary>The least spread in the metric's unit, so that a steady metric is not unusual at a breath; 0 where nothing is known.</summary>
    public double Floor(double median, double largest)
    {
        var whole = largest <= 1.5 ? 1.0 : 100;
        return IsShare && largest <= 1000
            ? (Direction < 0 && IsPerCall ? FloorOfAvailability : FloorOfShare) * whole
            : FloorOfMedian * Math.Abs(median);
    }

    private static HashSet<string> Words(string metric)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = 0;
        for (var at = 0; at <= metric.Length; at++)
        {
            if (at == metric.Length || !char.IsLetter(metric[at]))
            {
                words.Add(metric[start..at].ToLowerInvariant());
                start = at + 1;
            }
        }

        return words;
    }
}
