using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Peers;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Peers;

/// <summary>
/// Lets the detector of each group of enough hosts look at the rows that have come since, and writes down what it finds in the transaction that moves it on: a group is done by one
/// server at a time, and a row counts once however many of them run.
/// </summary>
public sealed class PeerWatch(IDbContextFactory<MonitorDb> contexts, HostRows rows, SeriesCatalog catalog, TimeProvider time)
{
    /// <summary>After a longer outage what lies before is passed over.</summary>
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromHours(1);

    /// <summary>Every group once, up to the last complete row; returns what went wrong with some.</summary>
    internal async Task<IReadOnlyList<Exception>> RunAsync(DetectionFacts facts, CancellationToken cancellationToken)
    {
        var (due, failures) = (HostGrid.LastEnd(time.GetUtcNow()), new List<Exception>());
        var groups = await GroupsAsync(facts, cancellationToken);
        while (groups.Length > 0 && await NextAsync(groups, facts, due, failures, cancellationToken))
        {
        }

        return failures;
    }

    /// <summary>The groups that are watched. What was found in others is over: nobody looks at it any more.</summary>
    private async Task<int[]> GroupsAsync(DetectionFacts facts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var large = await db.Hosts.Where(h => h.RetiredAt == null).GroupBy(h => h.GroupId).Where(g => g.Count() >= PeerDetector.FewestHosts).Select(g => g.Key).ToListAsync(cancellationToken);
        int[] groups = [.. large.Where(g => facts.Plan.OfHosts(g) is not null).Order()];
        await db.Database.ExecuteSqlAsync($"INSERT INTO detector_groups (group_id) SELECT unnest({groups}) ON CONFLICT DO NOTHING", cancellationToken);
        var now = time.GetUtcNow();
        await db.Anomalies.Where(a => a.Subject == AnomalySubject.Peers && a.EndedAt == null && !db.Hosts.Any(h => h.Id == a.HostId && h.RetiredAt == null && groups.Contains(h.GroupId)))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.EndedAt, now), cancellationToken);
        return groups;
    }

    /// <summary>False: none is due, or others are at it.</summary>
    private async Task<bool> NextAsync(int[] groups, DetectionFacts facts, DateTimeOffset due, List<Exception> failures, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claimed = await db.DetectorGroups.FromSql($"""
            SELECT * FROM detector_groups WHERE group_id = ANY({groups}) AND (through IS NULL OR through < {due})
            ORDER BY through NULLS FIRST, group_id LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellationToken);
        if (claimed is not [var group])
        {
            return false;
        }

        try
        {
            group.State = await LookAsync(db, group, facts, due, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not DbUpdateException and not Npgsql.NpgsqlException)
        {
            // A state that cannot be read is learned anew; other groups' rows do not wait for it.
            failures.Add(new InvalidOperationException($"The hosts of group {group.GroupId} could not be held against each other.", failure));
            group.State = failure is InvalidDataException ? null : group.State;
        }

        group.Through = due;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<byte[]> LookAsync(MonitorDb db, PeerGroup group, DetectionFacts facts, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var name = await db.HostGroups.Where(g => g.Id == group.GroupId).Select(g => g.Name).SingleAsync(cancellationToken);
        var hostIds = await db.Hosts.Where(h => h.GroupId == group.GroupId && h.RetiredAt == null).Select(h => h.Id).Order().ToArrayAsync(cancellationToken);
        var open = await db.Anomalies.Where(a => hostIds.Contains(a.HostId) && a.Subject == AnomalySubject.Peers && a.EndedAt == null).ToListAsync(cancellationToken);
        var from = group.Through is { } through && through > due - LongestCatchUp ? HostGrid.Floor(through) : due - LongestCatchUp;
        var read = await PeerRows.ReadAsync(rows, catalog, facts, hostIds, new TimeRange(from, due), cancellationToken);
        var finds = new PeerFinds(db, new PeerCircle(name, await PeerFinds.WantedAsync(db, hostIds, cancellationToken)), open, time.GetUtcNow());
        var detector = new PeerDetector(facts.Plan.OfHosts(group.GroupId) ?? DetectionPreset.Quiet);
        if (group.State is { } state)
        {
            using var reader = new BinaryReader(new MemoryStream(state));
            detector.Load(reader);
        }

        for (var at = from; at < due; at += HostGrid.Step)
        {
            foreach (var reading in detector.Observe(at, read.At((int)((at - from) / HostGrid.Step), id => facts.IsPaused(id, at))).Where(r => hostIds.Contains(r.Host)))
            {
                await finds.TakeAsync(reading, read, cancellationToken);
            }
        }

        // A host that came from another group, or whose group begins anew, has nothing that goes on here.
        open.FindAll(a => a.EndedAt is null && !detector.Apart.Contains(a.HostId)).ForEach(a => a.EndedAt = due);
        return Saved(detector);
    }

    private static byte[] Saved(PeerDetector detector)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        detector.Save(writer);
        writer.Flush();
        return bytes.ToArray();
    }
}
