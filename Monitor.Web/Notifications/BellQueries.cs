using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Access;

namespace Monitor.Web.Notifications;

/// <summary>One piece of news in the bell.</summary>
public sealed record BellEntry(DateTimeOffset At, string Icon, string Text, string Address);

/// <summary>
/// What the bell shows: the notices of problems that were sent (began, worse, still lasting, flapping, ended), of maintenance, and what the person was told of
/// tickets; always within what the person may see now. What was read is one moment per person.
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

        var told = await ToldAsync(db, actor, cancellationToken);
        unread += told.Count(t => t.At > readAt);
        entries.AddRange(told.Take(take));
        return ([.. entries.OrderByDescending(e => e.At).Take(take)], Math.Min(unread, Most));
    }

    /// <summary>The newest <see cref="Most"/> of what the person was told of tickets.</summary>
    private static async Task<List<BellEntry>> ToldAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken)
    {
        int[] me = [actor.UserId ?? 0];
        return await db.BellNotices.FromSql($"SELECT * FROM bell_notices WHERE user_ids @> {me}").AsNoTracking()
            .Join(db.Tickets.VisibleTickets(actor, db), n => n.TicketId, t => t.Id, (n, _) => n)
            .OrderByDescending(n => n.Id).Take(Most).Select(n => new BellEntry(n.CreatedAt, "tickets", n.Text, n.Address)).ToListAsync(cancellationToken);
    }

    private static string Icon(NoticeKind kind) => kind == NoticeKind.Ended ? "good" : "problems";

    /// <summary>Everything up to now has been read.</summary>
    public async Task MarkReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Users.Where(u => u.Id == actor.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.BellReadAt, time.GetUtcNow()), cancellationToken);
    }
}
