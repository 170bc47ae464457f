using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Relations;

/// <summary>A ticket that is about two things: chosen comments become a ticket of their own, with what was sent along with them.</summary>
public sealed class SplitDesk(TicketJournal journal, TicketWork work, TicketConsequences consequences)
{
    private const int MostEntries = 100;

    /// <returns>Among others the number of the new ticket.</returns>
    public Task<TicketOutcome> SplitAsync(Actor actor, TicketCommand command, IReadOnlyList<long> entryIds, string title, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, TicketWay.Wide, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork))
            {
                return new TicketAct(TicketOutcome.Refused("split tickets"));
            }

            var line = TicketText.Line(title);
            var ids = entryIds.Distinct().Take(MostEntries + 1).ToArray();
            var entries = await db.TicketEntries.Where(e => e.TicketId == ticket.Id && e.Kind == TicketEntryKind.Comment && ids.Contains(e.Id)).ToListAsync(cancellationToken);
            var error = TicketText.TitleError(line)
                ?? (ids.Length is 0 or > MostEntries ? $"Choose 1 to {MostEntries} comments that become a ticket of their own."
                    : entries.Count != ids.Length ? "Only comments of this ticket can be taken out of it. Reload the page and choose again."
                    : null);
            if (error is not null)
            {
                return new TicketAct(TicketOutcome.Invalid(error));
            }

            var made = await MakeAsync(db, actor, ticket, line, cancellationToken);
            entries.ForEach(e => e.TicketId = made.Id);
            await db.Attachments.Where(a => a.TicketId == ticket.Id && a.EntryId != null && ids.Contains(a.EntryId.Value))
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.TicketId, made.Id), cancellationToken);
            var text = $"{entries.Count} {(entries.Count == 1 ? "comment became" : "comments became")} ticket #{made.Number}: {made.Title}.";
            return new TicketAct(
                TicketOutcome.Done(ticket.Number) with { Made = made.Number }, journal.Entry(ticket, actor, TicketEntryKind.Change, text, command.Key), null,
                new { Split = made.Number, Entries = ids });
        }, cancellationToken);

    private async Task<Ticket> MakeAsync(MonitorDb db, Actor actor, Ticket from, string title, CancellationToken cancellationToken)
    {
        var made = new Ticket
        {
            Title = title, Kind = from.Kind, Impact = from.Impact, Urgency = from.Urgency, Priority = from.Priority, CategoryId = from.CategoryId, TeamId = from.TeamId,
            RequesterUserId = from.RequesterUserId, HostId = from.HostId, Source = actor.TokenScopes is null ? TicketSource.Portal : TicketSource.Api,
            CreatedAt = journal.Now, UpdatedAt = journal.Now, Touched = true,
        };
        db.Tickets.Add(made);
        await db.SaveChangesAsync(cancellationToken);
        db.TicketLinks.Add(new TicketLink { TicketId = made.Id, OtherId = from.Id, Kind = TicketLinkKind.Split });
        var entry = journal.Entry(made, actor, TicketEntryKind.Opened, $"Opened by {await TicketJournal.NameAsync(db, actor, cancellationToken)}, taken out of #{from.Number}.", null);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, made, new TicketChange(actor, made.State, entry, IsNew: true), cancellationToken);
        journal.Announce(db, made, actor, TicketDesk.Opened, entry, null, new { made.Title, From = from.Number });
        return made;
    }
}
