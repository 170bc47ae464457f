using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Notifications;

/// <summary>One piece of news in the bell.</summary>
public sealed record BellEntry(DateTimeOffset At, string Icon, string Text, string Address);

/// <summary>
/// What the bell shows: problems that began to fire, tickets that other people opened, and what others did on one's own tickets; always within what
/// the person may see. Nothing is stored per person but the moment up to which it was read.
/// </summary>
public sealed class BellQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    public const int PageSize = 20;
    public const int Most = 100;

    /// <summary>The newest entries, and how many of all are newer than what the person has read (at most <see cref="Most"/>).</summary>
    public async Task<(IReadOnlyList<BellEntry> Entries, int Unread)> ReadAsync(Actor actor, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var readAt = await db.Users.Where(u => u.Id == actor.UserId).Select(u => u.BellReadAt ?? u.CreatedAt).SingleOrDefaultAsync(cancellationToken);
        var take = Math.Clamp(count, 1, Most);
        List<BellEntry> entries = [];
        var unread = 0;
        if (actor.May(Permissions.ProblemsRead))
        {
            var problems = db.Problems.AsNoTracking().VisibleProblems(actor, db);
            unread += await problems.Where(p => p.FiringAt > readAt).Take(Most).CountAsync(cancellationToken);
            entries.AddRange(await problems.OrderByDescending(p => p.FiringAt).Take(take)
                .Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new { p.FiringAt, p.Summary, Host = h.Name, p.TicketId })
                .Select(p => new BellEntry(
                    p.FiringAt, "problems", p.Host + ": " + p.Summary,
                    p.TicketId == null ? "/problems" : "/tickets/" + db.Tickets.Where(t => t.Id == p.TicketId).Select(t => t.Number).FirstOrDefault()))
                .ToListAsync(cancellationToken));
        }

        var opened = db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => t.RequesterUserId != null && t.RequesterUserId != actor.UserId);
        unread += await opened.Where(t => t.CreatedAt > readAt).Take(Most).CountAsync(cancellationToken);
        entries.AddRange(await opened.OrderByDescending(t => t.CreatedAt).Take(take)
            .Select(t => new BellEntry(t.CreatedAt, "tickets", "New ticket: " + t.Title, "/tickets/" + t.Number)).ToListAsync(cancellationToken));

        var answers = db.TicketEntries.AsNoTracking()
            .Where(e => !e.IsInternal && e.UserId != actor.UserId && e.Kind != TicketEntryKind.Opened)
            .Join(db.Tickets.Where(t => t.RequesterUserId == actor.UserId), e => e.TicketId, t => t.Id, (e, t) => new { e.At, e.Text, t.Number });
        unread += await answers.Where(a => a.At > readAt).Take(Most).CountAsync(cancellationToken);
        entries.AddRange(await answers.OrderByDescending(a => a.At).Take(take)
            .Select(a => new BellEntry(a.At, "tickets", "Your ticket #" + a.Number + ": " + a.Text, "/tickets/" + a.Number)).ToListAsync(cancellationToken));
        return ([.. entries.OrderByDescending(e => e.At).Take(take)], Math.Min(unread, Most));
    }

    /// <summary>Everything up to now has been read.</summary>
    public async Task MarkReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Users.Where(u => u.Id == actor.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.BellReadAt, time.GetUtcNow()), cancellationToken);
    }
}
