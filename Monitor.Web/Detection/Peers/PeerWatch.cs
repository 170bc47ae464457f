using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Peers;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Peers;

/// <summary>
/// Lets the detector of each group of enough hosts look at the rows that have come since, and writes down what it finds in the transaction that moves it on: a group is done by one
/// server at a time, and a row counts once however many of them run. A group that fails holds up no other.
/// </summary>
public sealed class PeerWatch(IDbContextFactory<MonitorDb> contexts, HostRows rows, SeriesCatalog catalog, TimeProvider time)
{
    /// <summary>After a longer outage what lies before is passed over.</summary>
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromHours(1);

    /// <summary>What a group's rows are judged with, as it was before the group was claimed.</summary>
    private sealed record PeerPast(DateTimeOffset? Through, TimeRange Range, int[] HostIds, PeerCircle Circle, PeerRows Rows)
    {
        /// <summary>By a clock that was ahead: what was learned was not yet.</summary>
        public bool IsAhead => Through > HostGrid.LatestDone(Range.To);
    }

    /// <summary>Every group once, up to the last complete row; returns what went wrong with some.</summary>
    internal async Task<IReadOnlyList<Exception>> RunAsync(DetectionFacts facts, CancellationToken cancellationToken)
    {
        var (due, failures) = (HostGrid.LastEnd(time.GetUtcNow()), new List<Exception>());
        foreach (var groupId in await DueAsync(facts, due, cancellationToken))
        {
            try
            {
                await WatchAsync(groupId, facts, due, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(new InvalidOperationException($"The hosts of group {groupId} could not be held against each other.", failure));
            }
        }

        return failures;
    }

    /// <summary>The groups that are watched and whose next row is complete, first those that wait for the longest. What was found in groups that are not watched is over: nobody looks at it any more.</summary>
    private async Task<IReadOnlyList<int>> DueAsync(DetectionFacts facts, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var large = await db.Hosts.Where(h => h.RetiredAt == null).GroupBy(h => h.GroupId).Where(g => g.Count() >= PeerDetector.FewestHosts).Select(g => g.Key).ToListAsync(cancellationToken);
        int[] groups = [.. large.Where(g => facts.Plan.OfHosts(g) is not null).Order()];
        await db.Database.ExecuteSqlAsync($"INSERT INTO detector_groups (group_id) SELECT unnest({groups}) ON CONFLICT DO NOTHING", cancellationToken);
        var (now, ahead) = (time.GetUtcNow(), HostGrid.LatestDone(due));
        await db.Anomalies.Where(a => a.Subject == AnomalySubject.Peers && a.EndedAt == null && !db.Hosts.Any(h => h.Id == a.HostId && h.RetiredAt == null && groups.Contains(h.GroupId)))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.EndedAt, now), cancellationToken);
        return await db.DetectorGroups.Where(g => groups.Contains(g.GroupId) && (g.Through == null || g.Through < due || g.Through > ahead)).OrderBy(g => g.Through != null).ThenBy(g => g.Through).ThenBy(g => g.GroupId)
            .Select(g => g.GroupId).ToListAsync(cancellationToken);
    }

    private async Task WatchAsync(int groupId, DetectionFacts facts, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Read before the group is claimed: what cannot be read takes no turn from it, and no other server waits meanwhile.
        var past = await ReadAsync(db, groupId, facts, due, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claimed = await db.DetectorGroups.FromSql($"SELECT * FROM detector_groups WHERE group_id = {groupId} FOR UPDATE SKIP LOCKED").ToListAsync(cancellationToken);
        if (claimed is not [var group] || group.Through != past.Through)
        {
            // Another server is at it, or was.
            return;
        }

        InvalidDataException? broken = null;
        try
        {
            group.State = await LookAsync(db, group, facts, past, cancellationToken);
        }
        catch (InvalidDataException unreadable)
        {
            // It is learned anew, from the next row on.
            (group.State, broken) = (null, unreadable);
        }

        group.Through = due;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (broken is not null)
        {
            throw broken;
        }
    }

    private async Task<PeerPast> ReadAsync(MonitorDb db, int groupId, DetectionFacts facts, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var through = await db.DetectorGroups.Where(g => g.GroupId == groupId).Select(g => g.Through).SingleAsync(cancellationToken);
        var name = await db.HostGroups.Where(g => g.Id == groupId).Select(g => g.Name).SingleAsync(cancellationToken);
        var hostIds = await db.Hosts.Where(h => h.GroupId == groupId && h.RetiredAt == null).Select(h => h.Id).Order().ToArrayAsync(cancellationToken);
        var wanted = await LabelFactors.OfHostsAsync(db, AnomalySubject.Peers, hostIds, cancellationToken);
        var range = new TimeRange(FromOf(through, due), due);
        return new PeerPast(through, range, hostIds, new PeerCircle(name, wanted), await PeerRows.ReadAsync(rows, catalog, facts, hostIds, range, cancellationToken));
    }

    private static DateTimeOffset FromOf(DateTimeOffset? through, DateTimeOffset due) =>
        through > HostGrid.LatestDone(due) ? due - HostGrid.Step : through > due - LongestCatchUp ? HostGrid.Floor(through.Value) : due - LongestCatchUp;

    private async Task<byte[]> LookAsync(MonitorDb db, PeerGroup group, DetectionFacts facts, PeerPast past, CancellationToken cancellationToken)
    {
        var (hostIds, from, due) = (past.HostIds, past.Range.From, past.Range.To);
        var detector = new PeerDetector(facts.Plan.OfHosts(group.GroupId) ?? DetectionPreset.Quiet);
        if (group.State is { } state && !past.IsAhead)
        {
            using var reader = new BinaryReader(new MemoryStream(state));
            detector.Load(reader);
        }

        var open = await db.Anomalies.Where(a => hostIds.Contains(a.HostId) && a.Subject == AnomalySubject.Peers && a.EndedAt == null).ToListAsync(cancellationToken);
        var finds = new PeerFinds(db, past.Circle, open, time.GetUtcNow());
        for (var at = from; at < due; at += HostGrid.Step)
        {
            foreach (var reading in detector.Observe(at, past.Rows.At((int)((at - from) / HostGrid.Step), id => facts.IsPaused(id, at))).Where(r => hostIds.Contains(r.Host)))
            {
                await finds.TakeAsync(reading, past.Rows, cancellationToken);
            }
        }

        // A host that came from another group, or whose group begins anew, has nothing that goes on here.
        open.FindAll(a => a.EndedAt is null && !detector.Apart.Contains(a.HostId)).ForEach(a => a.EndedAt = a.BeganAt > due ? a.BeganAt : due);
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
