using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;
using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Writes down what the detector of a host found: what it is made of, in a sentence, with the process that was busiest then and the burst of log lines that came with it.</summary>
public sealed class HostFinds(SeriesCatalog catalog, ProcessReader processes, TimeProvider time)
{
    /// <summary>The detector's name.</summary>
    public const string Detector = "host";

    /// <summary>A burst that began so long before is told with what it may have led to.</summary>
    private static readonly TimeSpan BurstBefore = TimeSpan.FromMinutes(15);

    /// <summary>Into the context; the caller saves.</summary>
    internal async Task WriteAsync(MonitorDb db, HostTrack track, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var one in track.Events)
        {
            var anomaly = one.Known;
            if (anomaly is null)
            {
                anomaly = await NewAsync(db, track.Host, one, cancellationToken);
                db.Anomalies.Add(anomaly);
            }
            else if (one.Strongest is { } stronger && stronger.Evidence > anomaly.Evidence && PartsOf(track.Host, stronger) is { Count: > 0 } parts)
            {
                await SayAsync(db, anomaly, stronger, parts, track.Host, one.StrongestAt, cancellationToken);
            }

            anomaly.Score = Math.Max(anomaly.Score, one.Score);
            anomaly.EndedAt = one.EndedAt;
            anomaly.Severity = AnomalySeverity.Of(AnomalySeverity.EvidenceOf(anomaly.Score), (one.EndedAt ?? now) - anomaly.BeganAt);
        }
    }

    private async Task<Anomaly> NewAsync(MonitorDb db, DueHost host, HostEvent one, CancellationToken cancellationToken)
    {
        var anomaly = new Anomaly
        {
            Subject = AnomalySubject.Host, HostId = host.HostId, Detector = Detector, Metric = "", BeganAt = one.BeganAt, FoundAt = time.GetUtcNow(), Sentence = "",
        };
        await SayAsync(db, anomaly, one.Strongest!, PartsOf(host, one.Strongest!), host, one.StrongestAt, cancellationToken);
        return anomaly;
    }

    private async Task SayAsync(
        MonitorDb db, Anomaly anomaly, HostReading reading, IReadOnlyList<AnomalyPart> parts, DueHost host, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var first = parts.Count == 0 ? null : parts[0];
        anomaly.Evidence = reading.Evidence;
        (anomaly.Metric, anomaly.Labels, anomaly.Parts) = (first?.Metric ?? AnomalyMetrics.Host, first?.Labels ?? "", parts);
        (anomaly.Value, anomaly.Expected, anomaly.Low, anomaly.High) = (first?.Value, first?.Expected, first?.Low, first?.High);
        anomaly.Kind = first is null ? AnomalyKind.None : first.Value >= first.Expected ? AnomalyKind.Spike : AnomalyKind.Drop;
        if (first is null)
        {
            anomaly.Sentence = "Its metrics together are unusual.";
            return;
        }

        var until = at + HostGrid.Step;
        var busiest = await BusiestAsync(host.HostId, first.Metric, until, cancellationToken);
        anomaly.Sentence = HostWords.Cut(AnomalySentence.Of(parts, busiest, await BurstAsync(db, host.HostId, anomaly.BeganAt - BurstBefore, until, cancellationToken)));
    }

    private List<AnomalyPart> PartsOf(DueHost host, HostReading reading)
    {
        var parts = new List<AnomalyPart>();
        foreach (var share in reading.Contributions)
        {
            if (catalog.FindSeries(host.SeriesIds[share.Metric]) is { } series && double.IsFinite(share.Value) && double.IsFinite(share.Expected + share.Low + share.High))
            {
                var info = MetricCatalog.Find(series.Metric);
                parts.Add(new AnomalyPart(
                    series.Id, series.Metric, series.Labels, share.Share, share.Value, Math.Clamp(share.Expected, info.Minimum, info.Maximum),
                    Math.Clamp(share.Low, info.Minimum, info.Maximum), Math.Clamp(share.High, info.Minimum, info.Maximum)));
            }
        }

        return parts;
    }

    /// <summary>The last one that began in a range; null where none did.</summary>
    private static Task<string?> BurstAsync(MonitorDb db, int hostId, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        db.Events.AsNoTracking().Where(e => e.HostId == hostId && e.Kind == LogEventKinds.Burst && e.At >= from && e.At < until)
            .OrderByDescending(e => e.At).ThenBy(e => e.Id).Select(e => (string?)e.Text).FirstOrDefaultAsync(cancellationToken);

    /// <summary>By memory where memory is what differs most, else by processor time; null where nothing is known of that time.</summary>
    private async Task<string?> BusiestAsync(int hostId, string metric, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var top = await processes.TopAsync(hostId, at, isForJob: true, cancellationToken);
        var isOfMemory = metric.StartsWith("memory.", StringComparison.Ordinal) || metric.StartsWith("swap.", StringComparison.Ordinal);
        return top?.Processes.MaxBy(p => isOfMemory ? p.MemoryBytes : p.CpuPercent)?.Name;
    }
}
