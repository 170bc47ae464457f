using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Desk;

/// <summary>The one door to anomalies and to what people say of them: permission and scope are decided here.</summary>
public sealed class AnomalyDesk(IDbContextFactory<MonitorDb> contexts, PatternBook patterns, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int LargestPage = 500;

    /// <summary>The anomalies of the hosts that the person may see, the newest first. Throws <see cref="ArgumentException"/> for a range or a limit out of bounds.</summary>
    public async Task<AnomalyPage> ListAsync(Actor actor, AnomalyFilter filter, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesRead);
        if (filter.Limit is < 1 or > LargestPage || filter.To <= filter.From || filter.To - filter.From > AnomalyFilter.LongestSpan)
        {
            throw new ArgumentException($"A page has 1 to {LargestPage} anomalies, of at most {AnomalyFilter.LongestSpan.TotalDays:0} days.", nameof(filter));
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await AnomalyQueries.Lines(db, AnomalyQueries.Of(db, actor, filter).OrderByDescending(a => a.Id).Take(filter.Limit + 1))
            .OrderByDescending(a => a.Id).ToListAsync(cancellationToken);
        return new AnomalyPage([.. rows.Take(filter.Limit)], rows.Count > filter.Limit ? rows[filter.Limit - 1].Id : null);
    }

    /// <summary>One anomaly; null where it is not there for the person.</summary>
    public async Task<AnomalyLine?> FindAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await AnomalyQueries.Lines(db, AnomalyQueries.Visible(db, actor).Where(a => a.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Whether the host and the group that are named, if any, are there for the person.</summary>
    public async Task<bool> AreThereAsync(Actor actor, int? hostId, int? groupId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (hostId is null || await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken))
            && (groupId is null || await AnomalyQueries.SeesGroupAsync(db, actor, groupId.Value, cancellationToken));
    }

    /// <summary>Says that an anomaly is real or normal on its host; null takes back what was said. Saying the same again changes nothing.</summary>
    public async Task<AnomalyOutcome> LabelAsync(Actor actor, long id, AnomalyVerdict? verdict, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesLabel);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await AnomalyQueries.Visible(db, actor).SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } anomaly)
        {
            return AnomalyOutcome.NotFound;
        }

        // Patterns are counted from labels: one host at a time.
        await PatternBook.LockAsync(db, anomaly.HostId, cancellationToken);
        var label = await db.AnomalyLabels.SingleOrDefaultAsync(l => l.AnomalyId == id, cancellationToken);
        if (label?.Verdict == verdict)
        {
            return AnomalyOutcome.Done();
        }

        var before = label?.Verdict;
        Say(db, actor, anomaly, label, verdict);
        audit.Add(db, actor, "anomaly.labelled", "anomaly", id.ToString(CultureInfo.InvariantCulture), Facts(before), Facts(verdict));
        await db.SaveChangesAsync(cancellationToken);
        await patterns.CountAsync(db, anomaly, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Anomalies);
        return AnomalyOutcome.Done();
    }

    private void Say(MonitorDb db, Actor actor, Anomaly anomaly, AnomalyLabel? label, AnomalyVerdict? verdict)
    {
        if (verdict is not { } said)
        {
            db.AnomalyLabels.Remove(label!);
            return;
        }

        label ??= db.AnomalyLabels.Add(new AnomalyLabel { AnomalyId = anomaly.Id }).Entity;
        (label.Verdict, label.UserId, label.SaidAt) = (said, actor.UserId, time.GetUtcNow());
    }

    private static object? Facts(AnomalyVerdict? verdict) => verdict is { } said ? new { Verdict = said.ToString() } : null;
}
