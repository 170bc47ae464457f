using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Web.Access;

namespace Monitor.Web.Detection.Desk;

/// <summary>The anomalies of the hosts that somebody may see: every query of the desk begins here.</summary>
internal static class AnomalyQueries
{
    public static IQueryable<Anomaly> Visible(MonitorDb db, Actor actor)
    {
        var hosts = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        return db.Anomalies.Where(a => hosts.Contains(a.HostId));
    }

    public static IQueryable<Anomaly> Of(MonitorDb db, Actor actor, AnomalyFilter filter)
    {
        var some = Visible(db, actor).AsNoTracking().Where(a => a.BeganAt >= filter.From && a.BeganAt < filter.To);
        some = filter.After is { } after ? some.Where(a => a.Id < after) : some;
        some = filter.HostId is { } hostId ? some.Where(a => a.HostId == hostId) : some;
        some = filter.SeriesId is { } seriesId ? some.Where(a => a.SeriesId == seriesId) : some;
        some = filter.Subject is { } subject ? some.Where(a => a.Subject == subject) : some;
        some = filter.IsHeld is { } held ? some.Where(a => a.Hold != null == held) : some;
        some = filter.IsOpen is { } open ? some.Where(a => a.EndedAt == null == open) : some;
        if (filter.GroupId is { } groupId)
        {
            var groups = Visibility.GroupsBelow(db, [groupId]);
            some = some.Where(a => db.Hosts.Any(h => h.Id == a.HostId && groups.Contains(h.GroupId)));
        }

        if (filter.Metric is { Length: > 0 } metric)
        {
            var pattern = LikePattern.Exact(metric).Replace('*', '%');
            some = some.Where(a => EF.Functions.Like(a.Metric, pattern, "\\"));
        }

        return filter.Label switch
        {
            LabelFilter.None => some.Where(a => !db.AnomalyLabels.Any(l => l.AnomalyId == a.Id)),
            LabelFilter.Real => some.Where(a => db.AnomalyLabels.Any(l => l.AnomalyId == a.Id && l.Verdict == AnomalyVerdict.Real)),
            LabelFilter.NormalHere => some.Where(a => db.AnomalyLabels.Any(l => l.AnomalyId == a.Id && l.Verdict == AnomalyVerdict.NormalHere)),
            _ => some,
        };
    }

    public static IQueryable<AnomalyLine> Lines(MonitorDb db, IQueryable<Anomaly> some) =>
        from a in some.AsNoTracking()
        join h in db.Hosts on a.HostId equals h.Id
        join g in db.HostGroups on h.GroupId equals g.Id
        join l in db.AnomalyLabels on a.Id equals l.AnomalyId into labels
        from label in labels.DefaultIfEmpty()
        join u in db.Users on label.UserId equals (int?)u.Id into users
        from user in users.DefaultIfEmpty()
        select new AnomalyLine
        {
            Id = a.Id, Subject = a.Subject, HostId = a.HostId, Host = h.Name, Group = g.Name, SeriesId = a.SeriesId, Detector = a.Detector, Kind = a.Kind, Metric = a.Metric,
            Labels = a.Labels, BeganAt = a.BeganAt, EndedAt = a.EndedAt, FoundAt = a.FoundAt, Evidence = a.Evidence, Score = a.Score, Severity = a.Severity, Value = a.Value,
            Expected = a.Expected, Low = a.Low, High = a.High, Sentence = a.Sentence, Parts = a.Parts, Hold = a.Hold, ProblemId = a.ProblemId,
            Ticket = db.Problems.Where(p => p.Id == a.ProblemId).Join(db.Tickets, p => p.TicketId, t => (int?)t.Id, (_, t) => (int?)t.Number).FirstOrDefault(),
            Verdict = label == null ? (AnomalyVerdict?)null : label.Verdict,
            LabelledBy = user == null ? null : user.DisplayName == "" ? user.UserName : user.DisplayName,
            LabelledAt = label == null ? (DateTimeOffset?)null : label.SaidAt,
        };

    /// <summary>A group is there for who sees everything, is limited to it or to one above, or sees a host in it.</summary>
    public static async Task<bool> SeesGroupAsync(MonitorDb db, Actor actor, int groupId, CancellationToken cancellationToken)
    {
        if (!await db.HostGroups.AnyAsync(g => g.Id == groupId, cancellationToken))
        {
            return false;
        }

        var (mine, below) = (Visibility.GroupsBelow(db, actor.GroupIds), Visibility.GroupsBelow(db, [groupId]));
        return (actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0)
            || await db.HostGroups.AnyAsync(g => g.Id == groupId && mine.Contains(g.Id), cancellationToken)
            || await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => below.Contains(h.GroupId), cancellationToken);
    }
}
