using Monitor.Domain.Detection;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection;

/// <summary>What makes an anomaly one, however often it is found: whose it is and when it began.</summary>
internal readonly record struct AnomalyKey(int HostId, AnomalySubject Subject, int? SeriesId, DateTimeOffset BeganAt)
{
    public static AnomalyKey Of(Anomaly anomaly) => new(anomaly.HostId, anomaly.Subject, anomaly.SeriesId, anomaly.BeganAt);
}

/// <summary>How far an anomaly has come: the highest of its time so far, and its end where it is over.</summary>
internal sealed record AnomalyChange(AnomalyKey Key, DateTimeOffset? EndedAt, double Evidence, double Score, Severity Severity)
{
    public void ApplyTo(Anomaly anomaly)
    {
        anomaly.EndedAt = EndedAt ?? anomaly.EndedAt;
        anomaly.Evidence = Math.Max(anomaly.Evidence, Evidence);
        anomaly.Score = Math.Max(anomaly.Score, Score);
        anomaly.Severity = Severity > anomaly.Severity ? Severity : anomaly.Severity;
    }
}
