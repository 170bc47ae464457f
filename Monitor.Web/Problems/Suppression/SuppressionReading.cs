using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Reads everything that a <see cref="SuppressionSet"/> is made of: one query each, none per host.</summary>
public static class SuppressionReading
{
    /// <summary>What holds now and later.</summary>
    public static Task<SuppressionSet> ReadAsync(MonitorDb db, DateTimeOffset now, CancellationToken cancellationToken) => ReadAsync(db, now, null, cancellationToken);

    /// <summary>What held at a moment of the past, with the hosts that were down then. Links, services, acknowledged and snoozed tickets only as they are now.</summary>
    public static Task<SuppressionSet> ReadPastAsync(MonitorDb db, DateTimeOffset at, CancellationToken cancellationToken) => ReadAsync(db, at, at, cancellationToken);

    private static async Task<SuppressionSet> ReadAsync(MonitorDb db, DateTimeOffset from, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var silences = await (
            from s in db.Silences.AsNoTracking()
            where s.EndsAt > @from
            join u in db.Users on s.AuthorUserId equals u.Id into users
            from u in users.DefaultIfEmpty()
            orderby s.Id
            select new SilenceFact(s, u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName)).ToListAsync(cancellationToken);
        var windows = await db.Maintenance.AsNoTracking().Where(w => w.CancelledAt == null || w.CancelledAt > from).OrderBy(w => w.Id).ToListAsync(cancellationToken);
        var links = await db.HostLinks.AsNoTracking().ToListAsync(cancellationToken);
        var services = await ServicesAsync(db, cancellationToken);
        var hosts = silences.Count + windows.Count + services.Count == 0 ? [] : await HostsAsync(db, cancellationToken);
        return new SuppressionSet(new SuppressionFacts
        {
            Hosts = hosts,
            Silences = silences,
            Windows = windows,
            Links = links,
            Services = services,
            Down = await DownAsync(db, at, cancellationToken),
            Holds = await HoldsAsync(db, cancellationToken),
        });
    }

    /// <summary>The maintenance alone, for who shows which hosts are in it.</summary>
    public static Task<SuppressionSet> MaintenanceAsync(MonitorDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        MaintenanceAsync(db, db.Hosts, now, cancellationToken);

    /// <summary>The same of some of the hosts, as it was since a moment: with what was cancelled after it.</summary>
    public static async Task<SuppressionSet> MaintenanceAsync(MonitorDb db, IQueryable<Host> some, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var windows = await db.Maintenance.AsNoTracking().Where(w => w.CancelledAt == null || w.CancelledAt > now).OrderBy(w => w.Id).ToListAsync(cancellationToken);
        return windows.Count == 0 ? SuppressionSet.Empty : new SuppressionSet(new SuppressionFacts
        {
            Hosts = await HostsAsync(db, some, cancellationToken), Windows = windows,
        });
    }

    private static async Task<IReadOnlyList<ServiceFact>> ServicesAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var on = (await db.ServiceLinks.AsNoTracking().Where(l => l.Kind == ServiceLinkKind.RunsOn && db.Hosts.Any(h => h.Id == l.HostId && h.RetiredAt == null))
            .OrderBy(l => l.Id).Select(l => new { l.ServiceId, l.HostId }).ToListAsync(cancellationToken)).ToLookup(l => l.ServiceId, l => l.HostId!.Value);
        return on.Count == 0 ? []
            : (await db.Services.AsNoTracking().ToListAsync(cancellationToken)).ConvertAll(s => new ServiceFact(s.Id, s.Name, s.Matchers, [.. on[s.Id]]));
    }

    /// <summary>All hosts that are not retired, with what matchers look at.</summary>
    public static Task<IReadOnlyList<SuppressionHost>> HostsAsync(MonitorDb db, CancellationToken cancellationToken) =>
        HostsAsync(db, db.Hosts, cancellationToken);

    /// <summary>The same of some of the hosts.</summary>
    public static async Task<IReadOnlyList<SuppressionHost>> HostsAsync(MonitorDb db, IQueryable<Host> some, CancellationToken cancellationToken)
    {
        var groups = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        var paths = new Dictionary<int, IReadOnlyList<HostGroup>>();
        var tags = (await db.HostTags.AsNoTracking().Where(t => some.Any(h => h.Id == t.HostId)).ToListAsync(cancellationToken)).ToLookup(t => t.HostId);
        var hosts = await some.AsNoTracking().Where(h => h.RetiredAt == null).OrderBy(h => h.Name)
            .Select(h => new { h.Id, h.Name, h.GroupId, h.TeamId }).ToListAsync(cancellationToken);
        return hosts.ConvertAll(h => new SuppressionHost(h.Id, h.Name, Path(h.GroupId), h.TeamId, [.. tags[h.Id]]));

        IReadOnlyList<HostGroup> Path(int groupId) => paths.TryGetValue(groupId, out var path) ? path : paths[groupId] = groups.PathUp(groupId);
    }

    /// <summary>
    /// The hosts with an open problem (or at a moment: one that was open then) that means that they cannot be reached. One that comes and goes is open also
    /// while the host is heard of: then it is not down. Silence never clears slowly, so that its history says of every moment which of the two it was.
    /// </summary>
    public static async Task<IReadOnlyList<DownHost>> DownAsync(MonitorDb db, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var rules = SuppressionFacts.DownRules.ToArray();
        var open = await (
            from p in db.Problems.AsNoTracking()
            join r in db.Rules on p.RuleId equals r.Id
            join h in db.Hosts on p.HostId equals h.Id
            where rules.Contains(r.Key) && p.Phase != ProblemPhase.Predicted && (at == null ? p.EndedAt == null : p.FiringAt <= at && (p.EndedAt == null || p.EndedAt > at))
            orderby p.Id
            select new
            {
                Host = new DownHost(p.HostId, h.Name, p.Id, r.Key, p.BeganAt),
                p.State,
                PhaseThen = at == null ? null : db.ProblemChanges.Where(c => c.ProblemId == p.Id && c.At <= at).OrderByDescending(c => c.Id).Select(c => (ProblemPhase?)c.Phase).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return [.. open.Where(p => at is null ? !p.State.IsGood : p.PhaseThen != ProblemPhase.Clearing).Select(p => p.Host)];
    }

    /// <summary>Acknowledged and snoozed tickets that are not done, and those whose problem still goes on.</summary>
    public static async Task<IReadOnlyList<TicketHold>> HoldsAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var held = await (
            from t in db.Tickets.AsNoTracking()
            where t.AcknowledgedAt != null || t.SnoozedAt != null
            join a in db.Users on t.AcknowledgedByUserId equals a.Id into acknowledgers
            from a in acknowledgers.DefaultIfEmpty()
            join s in db.Users on t.SnoozedByUserId equals s.Id into snoozers
            from s in snoozers.DefaultIfEmpty()
            select new
            {
                t.Id, t.Number, t.AcknowledgedAt, t.AcknowledgedUntil, t.AcknowledgedNote, t.SnoozedAt, t.SnoozedUntil, t.SnoozeNote,
                By = a == null ? "somebody" : a.DisplayName == "" ? a.UserName! : a.DisplayName,
                SnoozedBy = s == null ? "somebody" : s.DisplayName == "" ? s.UserName! : s.DisplayName,
            }).ToListAsync(cancellationToken);
        return
        [
            .. held.Where(t => t.AcknowledgedAt is not null).Select(t => new TicketHold(
                t.Id, t.Number, SuppressionKind.Acknowledged, t.By, t.AcknowledgedNote, t.AcknowledgedAt!.Value, t.AcknowledgedUntil)),
            .. held.Where(t => t.SnoozedAt is not null).Select(t => new TicketHold(
                t.Id, t.Number, SuppressionKind.Snoozed, t.SnoozedBy, t.SnoozeNote, t.SnoozedAt!.Value, t.SnoozedUntil)),
        ];
    }
}
