using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// Lets the detector of each host look at the rows that have come since, and writes down what it finds in the transaction that moves it on: a host is done by one server at a time,
/// and a row counts once however many of them run.
/// </summary>
public sealed class HostWatch(IDbContextFactory<MonitorDb> contexts, HostRows rows, HostModels models, HostFinds finds, TimeProvider time)
{
    /// <summary>As many as are read with one question to the store, for hosts of 40 series.</summary>
    private const int AtOnce = 5;

    /// <summary>After a longer outage what lies before is passed over.</summary>
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromHours(1);

    /// <summary>Every host once, up to the last complete row. One that fails holds up no other.</summary>
    internal async Task<HostWatchReport> RunAsync(DetectionFacts facts, CancellationToken cancellationToken)
    {
        var round = new HostRound(HostGrid.LastEnd(time.GetUtcNow()));
        while (await BatchAsync(facts, round, cancellationToken))
        {
        }

        return new HostWatchReport(round.Hosts, round.Failures);
    }

    /// <summary>False: no host is due any more.</summary>
    private async Task<bool> BatchAsync(DetectionFacts facts, HostRound round, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claims = await ClaimAsync(db, round, cancellationToken);
        round.Alone = Math.Max(0, round.Alone - claims.Count);
        if (claims.Count == 0)
        {
            return false;
        }

        try
        {
            var failures = await LookAsync(db, facts, claims, round.Due, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            round.Hosts += claims.Count;
            round.Failures.AddRange(failures);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (claims is [var only])
            {
                round.LeftOut.Add(only.HostId);
                round.Failures.Add(Failed(only, failure));
            }
            else
            {
                // Nobody can say whose fault it is: each is tried by itself.
                round.Alone = claims.Count;
            }
        }

        return true;
    }

    /// <summary>What is found is in the context, for the caller to save; returns what went wrong with single hosts.</summary>
    private async Task<List<Exception>> LookAsync(MonitorDb db, DetectionFacts facts, List<DueHost> claims, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        var from = claims.Min(c => FromOf(c, due));
        var ids = claims.SelectMany(c => c.SeriesIds).Distinct().ToList();
        var read = await rows.ReadAsync(ids, new TimeRange(from, due), cancellationToken);
        var columns = ids.Zip(read).ToDictionary(c => c.First, c => c.Second);
        var hostIds = claims.Select(c => c.HostId).ToArray();
        var open = await db.Anomalies.Where(a => hostIds.Contains(a.HostId) && a.Subject == AnomalySubject.Host && a.EndedAt == null).ToListAsync(cancellationToken);
        var factors = await LabelFactors.OfHostsAsync(db, AnomalySubject.Host, hostIds, cancellationToken);
        foreach (var claim in claims)
        {
            var track = new HostTrack(claim, open.Find(a => a.HostId == claim.HostId));
            var state = claim.State;
            try
            {
                state = await LookAsync(db, facts, claim, factors.GetValueOrDefault(claim.HostId, 1), columns, from, due, track, cancellationToken);
                await finds.WriteAsync(db, track, due, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not DbUpdateException and not Npgsql.NpgsqlException)
            {
                // A model or a state that cannot be read is made anew; the others' rows do not wait for it.
                failures.Add(Failed(claim, failure));
                open.FindAll(a => a.HostId == claim.HostId).ForEach(a => a.EndedAt = due);
                await GiveUpAsync(db, claim.HostId, failure, cancellationToken);
                state = null;
            }

            await db.DetectorHosts.Where(h => h.HostId == claim.HostId)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.State, state).SetProperty(h => h.Through, due), cancellationToken);
        }

        return failures;
    }

    private static InvalidOperationException Failed(DueHost host, Exception failure) => new($"Host {host.HostId} could not be looked at.", failure);

    private static async Task<List<DueHost>> ClaimAsync(MonitorDb db, HostRound round, CancellationToken cancellationToken)
    {
        var (due, ahead, leftOut, most) = (round.Due, HostGrid.LatestDone(round.Due), round.LeftOut.ToArray(), round.Alone > 0 ? 1 : AtOnce);
        var ids = await db.Database.SqlQuery<int>($"""
            SELECT d.host_id AS "Value" FROM detector_hosts d JOIN hosts h ON h.id = d.host_id
            WHERE h.retired_at IS NULL AND (d.through IS NULL OR d.through < {due} OR d.through > {ahead}) AND d.host_id <> ALL({leftOut})
            ORDER BY d.through NULLS FIRST, d.host_id LIMIT {most} FOR UPDATE OF d SKIP LOCKED
            """).ToListAsync(cancellationToken);
        var claims = await (
            from d in db.DetectorHosts.AsNoTracking()
            where ids.Contains(d.HostId)
            join h in db.Hosts on d.HostId equals h.Id
            orderby d.HostId
            select new DueHost(d.HostId, h.Name, d.TrainedAt, d.SeriesIds, d.State, d.Through, h.LastSeenAt)).ToListAsync(cancellationToken);

        // By a clock that was ahead: what it learned was not yet, and it goes on with the row of now.
        return claims.ConvertAll(c => c.Through > ahead ? c with { State = null, Through = due - HostGrid.Step } : c);
    }

    private static DateTimeOffset FromOf(DueHost claim, DateTimeOffset due) =>
        claim.Through is { } through && through > due - LongestCatchUp ? HostGrid.Floor(through) : due - LongestCatchUp;

    private async Task<byte[]?> LookAsync(
        MonitorDb db, DetectionFacts facts, DueHost claim, double thresholdFactor, Dictionary<int, double[]> columns, DateTimeOffset from, DateTimeOffset due, HostTrack track,
        CancellationToken cancellationToken)
    {
        if (facts.PresetOf(claim.HostId) is not { } preset)
        {
            track.Stop(due);
            return null;
        }

        var detector = new HostDetector(await models.OfAsync(db, claim.HostId, claim.TrainedAt, cancellationToken), preset, thresholdFactor);
        if (claim.State is { } state)
        {
            using var reader = new BinaryReader(new MemoryStream(state));
            detector.Load(reader);
        }

        var row = new double[claim.SeriesIds.Length];
        for (var at = FromOf(claim, due); at < due; at += HostGrid.Step)
        {
            var index = (int)((at - from) / HostGrid.Step);
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = columns[claim.SeriesIds[column]][index];
            }

            track.Take(at, detector.Observe(at, row, learn: !facts.IsPaused(claim.HostId, at)));
        }

        track.GoSilent(due);
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        detector.Save(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static Task GiveUpAsync(MonitorDb db, int hostId, Exception failure, CancellationToken cancellationToken) => failure is InvalidDataException
        ? db.DetectorHosts.Where(h => h.HostId == hostId).ExecuteUpdateAsync(set => set.SetProperty(h => h.TrainedAt, DateTimeOffset.UnixEpoch), cancellationToken)
        : Task.CompletedTask;
}
