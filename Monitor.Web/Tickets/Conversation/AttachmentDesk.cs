using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>A file of a ticket as lists show it.</summary>
public sealed record AttachmentLine(int Id, long? EntryId, string Name, string ContentType, int Size, bool IsInternal, DateTimeOffset CreatedAt, int? UserId, string By);

/// <summary>Reads and removes the files of tickets, within what the person may see. What is internal does not exist for a requester.</summary>
public sealed class AttachmentDesk(IDbContextFactory<MonitorDb> contexts, Databases databases, TicketJournal journal, TicketWork work)
{
    private const int Part = 512 << 10;

    public async Task<IReadOnlyList<AttachmentLine>?> ListAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Tickets.VisibleTickets(actor, db).AnyAsync(t => t.Number == number, cancellationToken)
            ? await Lines(db, Visible(db, actor, number)).ToListAsync(cancellationToken)
            : null;
    }

    public async Task<AttachmentLine?> FindAsync(Actor actor, int number, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Lines(db, Visible(db, actor, number).Where(a => a.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Copies the bytes of a file that was found before, a part at a time: no connection waits for a slow reader, and no more than a part is in memory. False
    /// when they are gone meanwhile.
    /// </summary>
    public async Task<bool> CopyAsync(int id, int size, Stream target, CancellationToken cancellationToken)
    {
        for (var from = 0; from < size; from += Part)
        {
            await using var command = databases.Ui.CreateCommand("SELECT substring(bytes FROM $2 FOR $3) FROM attachment_contents WHERE attachment_id = $1");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = from + 1 });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Part });
            if (await command.ExecuteScalarAsync(cancellationToken) is not byte[] part)
            {
                return from > 0 ? throw new InvalidOperationException("A file was removed while it was sent.") : false;
            }

            await target.WriteAsync(part, cancellationToken);
        }

        return true;
    }

    /// <summary>Takes the bytes away; that there was a file stays written. For who sent it, and for those who may give tickets to others.</summary>
    public Task<TicketOutcome> RemoveAsync(Actor actor, TicketCommand command, int id, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            var found = await Visible(db, actor, ticket.Number).Where(a => a.Id == id).Select(a => a.Id).SingleOrDefaultAsync(cancellationToken);
            if (await db.Attachments.SingleOrDefaultAsync(a => a.Id == found, cancellationToken) is not { } attachment)
            {
                return new TicketAct(TicketOutcome.NotFound with { Message = "There is no such file on this ticket." });
            }

            if (!MayRemove(actor, attachment.UserId))
            {
                return new TicketAct(TicketOutcome.Refused("remove files of others"));
            }

            attachment.RemovedAt = journal.Now;
            db.AttachmentContents.Remove(Row(db, id));
            var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, $"Removed the file {attachment.Name}.", command.Key, attachment.IsInternal);
            return new TicketAct(
                TicketOutcome.Done(ticket.Number), entry,
                new { File = attachment.Name, attachment.ContentType, attachment.Size, Sha256 = Convert.ToHexStringLower(attachment.Sha256), attachment.EntryId }, new { Removed = true });
        }, cancellationToken);

    /// <summary>What the button obeys; the act asks again.</summary>
    public static bool MayRemove(Actor actor, int? senderId) =>
        actor.May(Permissions.TicketsAssign) || (senderId is not null && senderId == actor.UserId && (actor.May(Permissions.TicketsWork) || actor.May(Permissions.PortalUse)));

    /// <summary>Known by its key alone: the bytes need not be read to be deleted.</summary>
    private static AttachmentContent Row(MonitorDb db, int id)
    {
        var row = new AttachmentContent { AttachmentId = id, Bytes = [] };
        db.Attach(row);
        return row;
    }

    private static IQueryable<Attachment> Visible(MonitorDb db, Actor actor, int number)
    {
        var seesInternal = actor.May(Permissions.TicketsRead) || actor.May(Permissions.TicketsWork);
        var tickets = db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number);
        return db.Attachments.Where(a => a.RemovedAt == null && (seesInternal || !a.IsInternal) && tickets.Any(t => t.Id == a.TicketId));
    }

    internal static IQueryable<AttachmentLine> Lines(MonitorDb db, IQueryable<Attachment> attachments) =>
        from a in attachments.AsNoTracking()
        join u in db.Users on a.UserId equals u.Id into users
        from u in users.DefaultIfEmpty()
        orderby a.Id
        select new AttachmentLine(
            a.Id, a.EntryId, a.Name, a.ContentType, a.Size, a.IsInternal, a.CreatedAt, a.UserId,
            a.UserId == null ? "Monitor" : u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName);
}
