using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Notifications;

/// <summary>One piece of news in the bell.</summary>
public sealed record BellEntry(DateTimeOffset At, string Icon, string Text, string Address);

/// <summary>
/// What the bell shows: the notices of problems that were sent (began, worse, still lasting, flapping, ended), of maintenance, tickets that other people opened, and what others did on one's own tickets; always within what
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
            var notices = db.OutboxMessages.AsNoTracking().Where(m => m.Kind == ProblemNotice.OutboxKind && m.HeldReason == null)
                .Join(db.Problems.VisibleProblems(actor, db), m => m.ProblemId, p => p.Id, (m, p) => new { m.Id, m.CreatedAt, m.Payload, p.TicketId });
            unread += await notices.Where(m => m.CreatedAt > readAt).Take(Most).CountAsync(cancellationToken);
            var newest = await notices.OrderByDescending(m => m.Id).Take(take)
                .Select(m => new { m.CreatedAt, m.Payload, Ticket = db.Tickets.Where(t => t.Id == m.TicketId).Select(t => (int?)t.Number).FirstOrDefault() })
                .ToListAsync(cancellationToken);
            entries.AddRange(newest.Select(m => (m.CreatedAt, Notice: ProblemNotice.Read(m.Payload), m.Ticket)).Where(m => m.Notice is not null)
                .Select(m => new BellEntry(m.CreatedAt, Icon(m.Notice!.Kind), m.Notice.Text, m.Ticket is null ? "/problems" : $"/tickets/{m.Ticket}")));
        }

        var maintenance = await MaintenanceNews.ReadAsync(db, actor, Most, cancellationToken);
        unread += maintenance.Count(m => m.At > readAt);
        entries.AddRange(maintenance.Take(take));

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

    private static string Icon(NoticeKind kind) => kind == NoticeKind.Ended ? "good" : "problems";

    /// <summary>Everything up to now has been read.</summary>
    public async Task MarkReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Users.Where(u => u.Id == actor.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.BellReadAt, time.GetUtcNow()), cancellationToken);
    }
}
