using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>One entry with everything that is shown of it.</summary>
public sealed record ConversationLine
{
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int? UserId { get; init; }

    public required string By { get; init; }

    public required TicketEntryKind Kind { get; init; }

    public required string Text { get; init; }

    public required bool IsInternal { get; init; }

    public required DateTimeOffset? EditedAt { get; init; }

    public required int SpentMinutes { get; init; }

    /// <summary>User names that are mentioned in it.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<AttachmentLine> Files { get; init; } = [];
}

/// <summary>The newest part of a ticket's conversation.</summary>
public sealed record ConversationPart(IReadOnlyList<ConversationLine> Lines, bool HasOlder, int SpentMinutes, long ReadEntryId, IReadOnlyList<AttachmentLine> Files);

/// <summary>A text that an entry had before.</summary>
public sealed record EarlierText(string Text, DateTimeOffset ReplacedAt, string By);

/// <summary>Reads conversations, always within what the person may see.</summary>
public sealed class ConversationQueries(IDbContextFactory<MonitorDb> contexts)
{
    public const int Step = 100;
    public const int Most = 1000;

    /// <summary>The newest entries, oldest first; null when the person does not see the ticket.</summary>
    public async Task<ConversationPart?> ReadAsync(Actor actor, int number, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticketId = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => t.Id).SingleOrDefaultAsync(cancellationToken);
        if (ticketId == 0)
        {
            return null;
        }

        var (seesInternal, take) = (actor.May(Permissions.TicketsRead), Math.Clamp(count, 1, Most));
        var entries = db.TicketEntries.AsNoTracking().Where(e => e.TicketId == ticketId && (seesInternal || !e.IsInternal));
        var lines = await (
            from e in entries
            orderby e.Id descending
            join u in db.Users on e.UserId equals u.Id into users
            from u in users.DefaultIfEmpty()
            select new ConversationLine
            {
                Id = e.Id, At = e.At, UserId = e.UserId, Kind = e.Kind, Text = e.Text, IsInternal = e.IsInternal, EditedAt = e.EditedAt, SpentMinutes = e.SpentMinutes,
                By = e.UserId == null ? "Monitor" : u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName,
            }).Take(take + 1).ToListAsync(cancellationToken);
        var shown = lines.Take(take).Reverse().ToList();
        var ids = shown.Select(l => l.Id).ToList();
        var names = await db.TicketMentions.Where(m => ids.Contains(m.EntryId)).Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.EntryId, Name = u.UserName! })
            .ToListAsync(cancellationToken);
        var files = await AttachmentDesk.Lines(db, db.Attachments.Where(a => a.TicketId == ticketId && a.RemovedAt == null && (seesInternal || !a.IsInternal)))
            .ToListAsync(cancellationToken);
        var (namesOf, filesOf) = (names.ToLookup(n => n.EntryId, n => n.Name), files.ToLookup(f => f.EntryId));
        return new ConversationPart(
            [.. shown.Select(l => l with { Names = [.. namesOf[l.Id]], Files = [.. filesOf[l.Id]] })],
            lines.Count > take,
            await entries.SumAsync(e => e.SpentMinutes, cancellationToken),
            await db.TicketReads.Where(r => r.TicketId == ticketId && r.UserId == actor.UserId).Select(r => r.EntryId).SingleOrDefaultAsync(cancellationToken),
            [.. filesOf[null]]);
    }

    /// <summary>What an entry said before, newest first: for those who read tickets of others, because a requester need not see what was taken back.</summary>
    public async Task<IReadOnlyList<EarlierText>> EarlierAsync(Actor actor, int number, long entryId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsRead))
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number);
        return await (
            from v in db.TicketEntryVersions.AsNoTracking()
            join e in db.TicketEntries on v.EntryId equals e.Id
            where v.EntryId == entryId && tickets.Any(t => t.Id == e.TicketId)
            orderby v.Id descending
            join u in db.Users on v.ReplacedByUserId equals u.Id into users
            from u in users.DefaultIfEmpty()
            select new EarlierText(v.Text, v.ReplacedAt, u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName))
            .Take(100).ToListAsync(cancellationToken);
    }

    /// <summary>What others are shown of this person.</summary>
    public async Task<string> NameAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var name = await db.Users.Where(u => u.Id == actor.UserId).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken);
        return string.IsNullOrEmpty(name) ? actor.Name : name;
    }
}
