using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Store;

namespace Monitor.Web.Tickets;

/// <summary>The two questions that every look at a ticket, and every answer to a change of one, asks. Whether the person may see it was asked before.</summary>
internal static class TicketLookUp
{
    internal sealed record FoundTicket(TicketLine Line, Ticket Ticket, TicketHas Has);

    private static readonly KnownQuery<Func<MonitorDb, int, CancellationToken, Task<FoundTicket?>>> ByNumber = new(() => EF.CompileAsyncQuery(
        (MonitorDb db, int number, CancellationToken cancellationToken) => (
            from t in db.Tickets.AsNoTracking()
            where t.Number == number
            join h in db.Hosts on t.HostId equals h.Id into hosts
            from h in hosts.DefaultIfEmpty()
            join a in db.Users on t.AssigneeUserId equals a.Id into assignees
            from a in assignees.DefaultIfEmpty()
            join r in db.Users on t.RequesterUserId equals r.Id into requesters
            from r in requesters.DefaultIfEmpty()
            join m in db.Teams on t.TeamId equals m.Id into teams
            from m in teams.DefaultIfEmpty()
            select new FoundTicket(
                new TicketLine(
                    t.Number, t.Title, t.State, t.Priority, t.HostId, h.Name,
                    a == null ? null : a.DisplayName == "" ? a.UserName : a.DisplayName,
                    r == null ? null : r.DisplayName == "" ? r.UserName : r.DisplayName,
                    t.CreatedAt, t.UpdatedAt)
                {
                    Id = t.Id, Kind = t.Kind, AssigneeUserId = t.AssigneeUserId, TeamId = t.TeamId, Team = m == null ? null : m.Name, CategoryId = t.CategoryId, DueAt = t.DueAt,
                },
                t,
                new TicketHas(
                    db.Problems.Any(p => p.TicketId == t.Id),
                    db.Problems.Any(p => p.TicketId == t.Id && p.EndedAt == null && p.Phase != ProblemPhase.Predicted),
                    db.TicketFields.Any(f => f.RetiredAt == null) || db.TicketFieldValues.Any(v => v.TicketId == t.Id),
                    db.TicketTags.Any(g => g.TicketId == t.Id),
                    db.TicketHosts.Any(x => x.TicketId == t.Id),
                    db.TicketWatchers.Any(w => w.TicketId == t.Id),
                    db.TicketChecks.Any(c => c.TicketId == t.Id),
                    t.ParentId != null || t.MergedIntoId != null || db.TicketLinks.Any(l => l.TicketId == t.Id) || db.TicketLinks.Any(l => l.OtherId == t.Id)
                        || db.Tickets.Any(o => o.ParentId == t.Id) || db.Tickets.Any(o => o.MergedIntoId == t.Id),
                    db.SlaTimers.Any(s => s.TicketId == t.Id)))).SingleOrDefault()));

    private static readonly KnownQuery<Func<MonitorDb, int, bool, int, IAsyncEnumerable<TicketLineEntry>>> Newest = new(() => EF.CompileAsyncQuery(
        (MonitorDb db, int ticketId, bool seesInternal, int most) => (
            from e in db.TicketEntries.AsNoTracking()
            where e.TicketId == ticketId && (seesInternal || !e.IsInternal)
            orderby e.Id descending
            join u in db.Users on e.UserId equals u.Id into users
            from u in users.DefaultIfEmpty()
            select new TicketLineEntry(
                e.Id, e.At, e.UserId == null ? "Monitor" : u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName, e.Kind, e.Text, e.IsInternal, e.EditedAt,
                seesInternal ? e.SpentMinutes : null))
            .Take(most)));

    /// <summary>The ticket, and which of the things that can hang on one it has.</summary>
    public static Task<FoundTicket?> FindAsync(MonitorDb db, int number, CancellationToken cancellationToken) => ByNumber.In(db)(db, number, cancellationToken);

    /// <summary>The newest entries, the oldest of them first.</summary>
    public static async Task<List<TicketLineEntry>> NewestAsync(MonitorDb db, int ticketId, bool seesInternal, int most, CancellationToken cancellationToken)
    {
        var newest = new List<TicketLineEntry>();
        await foreach (var entry in Newest.In(db)(db, ticketId, seesInternal, most).WithCancellation(cancellationToken))
        {
            newest.Add(entry);
        }

        newest.Reverse();
        return newest;
    }
}
