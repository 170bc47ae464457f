using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Peers;
using Monitor.Domain.Metrics;
using Monitor.Web.Detection.Hosts;

namespace Monitor.Web.Detection.Peers;

/// <summary>A group of hosts as it is now.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Wanted">How many times what the preset asks for counts on a host, by what people said of what was found before; 1 where they said nothing.</param>
internal sealed record PeerCircle(string Group, IReadOnlyDictionary<int, double> Wanted);

/// <summary>Writes down how hosts of a group differ from their peers. For one run of one group; the caller saves.</summary>
internal sealed class PeerFinds(MonitorDb db, PeerCircle circle, List<Anomaly> open, DateTimeOffset now)
{
    /// <summary>The detector's name.</summary>
    public const string Detector = "peers";

    /// <summary>Begins, carries on or ends the anomaly of the reading's host; what began before and was given up meanwhile, such as while detection was off, is the same one.</summary>
    public async Task TakeAsync(PeerReading reading, PeerRows rows, CancellationToken cancellationToken)
    {
        var anomaly = open.Find(a => a.HostId == reading.Host && a.EndedAt is null);
        if (reading.EndedAt is { } ended)
        {
            if (anomaly is not null)
            {
                anomaly.EndedAt = ended;
            }

            return;
        }

        if (anomaly is null && reading.Differences[0].Strength >= WantedOf(reading.Host))
        {
            anomaly = await BeginAsync(reading, cancellationToken);
        }

        if (anomaly is not null)
        {
            Say(anomaly, reading, rows);
        }
    }

    private async Task<Anomaly> BeginAsync(PeerReading reading, CancellationToken cancellationToken)
    {
        var anomaly = await db.Anomalies.SingleOrDefaultAsync(a => a.HostId == reading.Host && a.Subject == AnomalySubject.Peers && a.BeganAt == reading.BeganAt, cancellationToken)
            ?? db.Anomalies.Add(new Anomaly
            {
                Subject = AnomalySubject.Peers, HostId = reading.Host, Detector = Detector, Metric = "", BeganAt = reading.BeganAt, FoundAt = now, Sentence = "",
            }).Entity;
        anomaly.EndedAt = null;
        open.Add(anomaly);
        return anomaly;
    }

    /// <summary>What it is like where it is strongest. Score and severity are by what is wanted of this host, as those of series and of hosts are.</summary>
    private void Say(Anomaly anomaly, PeerReading reading, PeerRows rows)
    {
        var first = reading.Differences[0];
        if (first.Strength > anomaly.Evidence)
        {
            var all = reading.Differences.Sum(d => d.Strength);
            anomaly.Parts = [.. reading.Differences.Select(d => PartOf(reading.Host, d, d.Strength / all, rows))];
            (anomaly.Evidence, anomaly.Metric, anomaly.Labels) = (first.Strength, first.Metric, anomaly.Parts[0].Labels);
            (anomaly.Value, anomaly.Expected, anomaly.Low, anomaly.High) = (first.Value, anomaly.Parts[0].Expected, anomaly.Parts[0].Low, anomaly.Parts[0].High);
            anomaly.Kind = first.Value >= anomaly.Expected ? AnomalyKind.ShiftUp : AnomalyKind.ShiftDown;
            anomaly.Sentence = HostWords.Cut(PeerSentence.Of(circle.Group, reading.Differences));
        }

        anomaly.Score = Math.Max(anomaly.Score, first.Strength / (first.Strength + WantedOf(reading.Host)));
        anomaly.Severity = AnomalySeverity.OfPeers(AnomalySeverity.EvidenceOf(anomaly.Score), now - anomaly.BeganAt);
    }

    private double WantedOf(int hostId) => circle.Wanted.GetValueOrDefault(hostId, 1);

    private static AnomalyPart PartOf(int hostId, PeerDifference difference, double share, PeerRows rows)
    {
        var (series, info) = (rows.SeriesOf(hostId, difference.Metric), MetricCatalog.Find(difference.Metric));
        double Bounded(double value) => Math.Clamp(value, info.Minimum, info.Maximum);
        return new AnomalyPart(
            series?.Id, difference.Metric, series?.Labels ?? "", share, difference.Value, Bounded((difference.Low + difference.High) / 2), Bounded(difference.Low), Bounded(difference.High));
    }
}
