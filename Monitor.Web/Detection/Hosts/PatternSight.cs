using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Anomalies and stored patterns as the domain sees habits.</summary>
internal static class PatternSight
{
    private const int MostMetrics = 5;
    private const double LeastShare = 0.15;

    public static AnomalySight Of(Anomaly anomaly)
    {
        var parts = anomaly.Parts.Where((p, i) => i == 0 || p.Share >= LeastShare).Take(MostMetrics).Select(p => Name(p.Metric, p.Labels)).ToList();
        return new AnomalySight(
            anomaly.BeganAt, parts.Count > 0 ? [.. parts.Distinct().Order(StringComparer.Ordinal)] : [Name(anomaly.Metric, anomaly.Labels)], AnomalySight.IsTrendKind(anomaly.Kind));
    }

    public static KnownPattern Of(AnomalyPattern pattern) =>
        new(pattern.Series, TimeSpan.FromMinutes(pattern.MinuteOfDay), pattern.Day, pattern.Labels, pattern.LastSeenAt);

    private static string Name(string metric, string labels) => labels.Length == 0 ? metric : $"{metric}{{{labels}}}";
}
