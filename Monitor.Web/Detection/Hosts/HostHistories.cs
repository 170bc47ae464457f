using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;
using Monitor.Web.Problems.Suppression;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Hosts;

/// <summary>What a host's model learns from.</summary>
/// <param name="SeriesIds">Its columns.</param>
internal sealed record LearnedHistory(IReadOnlyList<int> SeriesIds, HostHistory History);

/// <summary>
/// Reads the past of a host for training. What people should have been told of is not learned as usual: rows in an anomaly that nobody called normal, and that is no known pattern, are left out, three days of
/// one at most, as are those in maintenance and after a deploy. What a host only does beside its peers is learned: by its own past it is usual.
/// </summary>
public sealed class HostHistories(IDbContextFactory<MonitorDb> contexts, HostRows rows, SeriesCatalog catalog)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(28);

    /// <summary>After so long what was unusual is how the host is now.</summary>
    public static readonly TimeSpan NotLearnedFor = TimeSpan.FromDays(3);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Up to the last complete row; null where there is nothing to learn from.</summary>
    internal async Task<LearnedHistory?> ReadAsync(int hostId, DetectionFacts facts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = HostGrid.LastEnd(now);
        var ids = HostColumns.Of(catalog, facts, hostId);
        var columns = ids.Count == 0 ? [] : await rows.ReadAsync(ids, new TimeRange(end - Longest, end), cancellationToken);
        var alive = HostColumns.Alive(columns, (int)(Day / HostGrid.Step));
        if (alive.Count == 0)
        {
            return null;
        }

        var count = columns[0].Length;
        var first = alive.Min(i => columns[i].AsSpan().IndexOfAnyExcept(double.NaN));
        var values = new double[(count - first) * alive.Count];
        for (var column = 0; column < alive.Count; column++)
        {
            for (var row = first; row < count; row++)
            {
                values[((row - first) * alive.Count) + column] = columns[alive[column]][row];
            }
        }

        var history = new HostHistory(end - (HostGrid.Step * (count - first)), HostGrid.Step, alive.Count, values);
        await LeaveOutAsync(hostId, facts, history, cancellationToken);
        return new LearnedHistory([.. alive.Select(i => ids[i])], history);
    }

    private async Task LeaveOutAsync(int hostId, DetectionFacts facts, HostHistory history, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var unusual = await db.Anomalies.AsNoTracking()
            .Where(a => a.HostId == hostId && a.Subject == AnomalySubject.Host && a.Hold != AnomalyHold.KnownPattern && (a.EndedAt == null || a.EndedAt > history.Start)
                && !db.AnomalyLabels.Any(l => l.AnomalyId == a.Id && l.Verdict == AnomalyVerdict.NormalHere))
            .OrderByDescending(a => a.BeganAt).Select(a => new { a.BeganAt, a.EndedAt }).Take(500).ToListAsync(cancellationToken);
        var since = history.Start - DetectionFacts.DeployLasts;
        var deploys = await db.Events.AsNoTracking().Where(e => e.HostId == hostId && e.Kind == DetectionFacts.Deploy && e.At > since).OrderByDescending(e => e.At)
            .Select(e => e.At).Take(500).ToListAsync(cancellationToken);

        // The facts know what counts now; what was planned and is cancelled since was no less unusual.
        var maintenance = await SuppressionReading.MaintenanceAsync(db, db.Hosts.Where(h => h.Id == hostId), history.Start, cancellationToken);
        for (var row = 0; row < history.Rows; row++)
        {
            var at = history.TimeOf(row);
            if (facts.IsPaused(hostId, at) || maintenance.MaintenanceOf(hostId, at) is not null || unusual.Exists(a => a.BeganAt <= at && at < (a.EndedAt ?? DateTimeOffset.MaxValue) && at < a.BeganAt + NotLearnedFor)
                || deploys.Exists(d => d <= at && at < d + DetectionFacts.DeployLasts))
            {
                history.Values.AsSpan(row * history.Metrics, history.Metrics).Fill(double.NaN);
            }
        }
    }
}
