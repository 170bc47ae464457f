using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// The patterns of hosts: made and counted by what people label, silent from the third "normal here" on, over when they have stopped coming. Series and hosts are asked about alike.
/// </summary>
public sealed class PatternBook(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private const int MostSaid = 500;

    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(1);
    private long? _readAt;

    /// <summary>All that are silent, as they were when they were read last; for loops that ask often.</summary>
    public PatternSet Current { get; private set; } = PatternSet.Empty;

    /// <summary>The same, read again where that was a minute ago.</summary>
    public async ValueTask<PatternSet> FreshAsync(CancellationToken cancellationToken)
    {
        if (_readAt is { } at && time.GetElapsedTime(at) < RefreshAfter)
        {
            return Current;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Current = new PatternSet(await Silent(db).ToListAsync(cancellationToken));
        _readAt = time.GetTimestamp();
        return Current;
    }

    /// <summary>Those of some hosts, as the caller's transaction sees them.</summary>
    internal static async Task<PatternSet> ReadAsync(MonitorDb db, int[] hostIds, CancellationToken cancellationToken) => hostIds.Length == 0 ? PatternSet.Empty
        : new PatternSet(await Silent(db).Where(p => hostIds.Contains(p.HostId)).ToListAsync(cancellationToken));

    /// <summary>Until the transaction ends nobody else labels anomalies of the host or changes its patterns.</summary>
    internal static Task LockAsync(MonitorDb db, int hostId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.patterns'), {hostId})", cancellationToken);

    /// <summary>
    /// Counts anew the pattern that an anomaly belongs to, from all that people say of its like, in whatever order they said it; within the caller's transaction, which holds the host's lock
    /// and has saved the label. What was said before a pattern ended does not count again. The caller saves.
    /// </summary>
    internal async Task CountAsync(MonitorDb db, Anomaly anomaly, CancellationToken cancellationToken)
    {
        if (anomaly.Subject == AnomalySubject.Fleet || KnownPattern.From(PatternSight.Of(anomaly)) is not { } like)
        {
            return;
        }

        var all = await db.AnomalyPatterns.Where(p => p.HostId == anomaly.HostId).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var sight = PatternSight.Of(anomaly);
        var row = all.Find(p => p.ExpiredAt is null && PatternSight.Of(p).IsLike(sight));
        var since = all.Where(p => p.ExpiredAt is not null && PatternSight.Of(p).IsLike(sight)).Max(p => p.ExpiredAt) ?? DateTimeOffset.MinValue;
        var said = await db.Anomalies.AsNoTracking()
            .Where(a => a.HostId == anomaly.HostId && a.Subject != AnomalySubject.Fleet
                && db.AnomalyLabels.Any(l => l.AnomalyId == a.Id && l.Verdict == AnomalyVerdict.NormalHere && l.SaidAt > since))
            .OrderByDescending(a => a.BeganAt).Take(MostSaid).ToListAsync(cancellationToken);
        var pattern = said.Select(PatternSight.Of).Where((row is null ? like : PatternSight.Of(row)).IsLike).OrderBy(s => s.Onset)
            .Aggregate((KnownPattern?)null, (known, next) => known is null ? KnownPattern.From(next) : known.Label(next));
        if (pattern is null)
        {
            db.AnomalyPatterns.RemoveRange(row is null ? [] : [row]);
            return;
        }

        row ??= db.AnomalyPatterns.Add(new AnomalyPattern { HostId = anomaly.HostId, Series = [] }).Entity;
        (row.Series, row.Labels) = ([.. pattern.Metrics], pattern.Labels);
        if (pattern.LastSeen >= row.LastSeenAt)
        {
            Place(row, pattern);
        }
        else
        {
            row.Day = pattern.Weekday is null ? null : row.Day ?? pattern.Weekday;
        }

        row.SilentSince = pattern.IsLearned ? row.SilentSince ?? time.GetUtcNow() : null;
    }

    /// <summary>Notes which patterns came again, and ends those that did not for long. Returns how many it ended.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (now, ended) = (time.GetUtcNow(), 0);
        foreach (var hostId in await db.AnomalyPatterns.Where(p => p.ExpiredAt == null).Select(p => p.HostId).Distinct().OrderBy(id => id).ToListAsync(cancellationToken))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await LockAsync(db, hostId, cancellationToken);
            var patterns = await db.AnomalyPatterns.Where(p => p.HostId == hostId && p.ExpiredAt == null).ToListAsync(cancellationToken);
            var since = patterns.Count == 0 ? now : patterns.Min(p => p.LastSeenAt);
            var came = await db.Anomalies.AsNoTracking().Where(a => a.HostId == hostId && a.BeganAt > since && a.Subject != AnomalySubject.Fleet)
                .OrderByDescending(a => a.BeganAt).Take(2000).ToListAsync(cancellationToken);
            came.Reverse();
            foreach (var pattern in patterns)
            {
                var known = came.Aggregate(PatternSight.Of(pattern), (known, a) => known.See(PatternSight.Of(a)));
                Place(pattern, known);
                if (known.IsExpired(now))
                {
                    pattern.ExpiredAt = now;
                    ended++;
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        return ended;
    }

    /// <summary>When it comes belongs to when it came last: the clocks may have been changed in between.</summary>
    private static void Place(AnomalyPattern row, KnownPattern pattern) =>
        (row.MinuteOfDay, row.Day, row.LastSeenAt) = ((int)pattern.TimeOfDay.TotalMinutes, pattern.Weekday, pattern.LastSeen);

    private static IQueryable<AnomalyPattern> Silent(MonitorDb db) => db.AnomalyPatterns.AsNoTracking().Where(p => p.SilentSince != null && p.ExpiredAt == null);
}
