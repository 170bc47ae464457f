using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Editing;

/// <summary>The fields of a ticket: one command changes one of them or many, all or none.</summary>
public sealed class TicketEditDesk(TicketJournal journal, TicketWork work)
{
    public Task<TicketOutcome> EditAsync(Actor actor, TicketCommand command, TicketEdit edit, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, async (db, ticket) =>
        {
            if (!MayEdit(actor, ticket, edit))
            {
                return new TicketAct(TicketOutcome.Refused("change the fields of tickets"));
            }

            if (edit.Began is { } began && Collides(ticket, edit, began))
            {
                return new TicketAct(await TicketSince.ConflictAsync(db, actor, ticket, command.Seen, cancellationToken));
            }

            var notes = new EditNotes();
            var error = TicketTextEdit.Apply(ticket, edit, notes)
                ?? await TicketFieldEdit.ApplyAsync(db, ticket, edit, notes, journal.Now, cancellationToken)
                ?? await TicketPartEdit.ApplyAsync(db, actor, ticket, edit, notes, cancellationToken);
            return error is not null ? new TicketAct(TicketOutcome.Invalid(error))
                : notes.IsEmpty ? new TicketAct(TicketOutcome.Done(ticket.Number))
                : new TicketAct(
                    TicketOutcome.Done(ticket.Number), journal.Entry(ticket, actor, TicketEntryKind.Change, Cut(notes.Text), command.Key, isInternal: TicketPartEdit.IsInternal(notes)),
                    notes.Before, notes.After);
        }, cancellationToken);

    /// <summary>Whoever works on tickets; the requester may put the own words right while nobody has begun.</summary>
    private static bool MayEdit(Actor actor, Ticket ticket, TicketEdit edit) => actor.May(Permissions.TicketsWork)
        || (actor.May(Permissions.PortalUse) && ticket.RequesterUserId == actor.UserId && ticket.State == TicketState.New
            && edit == new TicketEdit { Title = edit.Title, Description = edit.Description, Began = edit.Began });

    private static bool Collides(Ticket ticket, TicketEdit edit, (string Title, string Description) began) =>
        (edit.Title is not null && ticket.Title != began.Title && ticket.Title != TicketText.Line(edit.Title))
        || (edit.Description is not null && ticket.Description != began.Description && ticket.Description != TicketText.Clean(edit.Description));

    private static string Cut(string text) => WholeText.Cut(text, TicketEntry.TextLength);
}
