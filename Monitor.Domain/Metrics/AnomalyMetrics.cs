namespace Monitor.Domain.Metrics;

/// <summary>What the detectors' verdicts are called where a rule or a problem names its metric. Never stored as series: no sample is ever judged by them.</summary>
public static class AnomalyMetrics
{
    /// <summary>Of a host, by its own past; 0 to 100 %, an alarm from 50 % on.</summary>
    public const string Host = "anomaly.host_score";

    /// <summary>Of many hosts of a group at once; 0 to 100 %, that of the one that is most unusual.</summary>
    public const string Fleet = "anomaly.fleet_score";

    public static IReadOnlyList<string> All { get; } = [Host, Fleet];
}
