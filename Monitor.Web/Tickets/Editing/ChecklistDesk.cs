using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Editing;

/// <summary>The list of things to do on a ticket, for those who work on it.</summary>
public sealed class ChecklistDesk(TicketJournal journal, TicketWork work)
{
    public Task<TicketOutcome> AddAsync(Actor actor, TicketCommand command, string text, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            var line = TicketText.Line(text);
            var positions = await db.TicketChecks.Where(c => c.TicketId == ticket.Id).Select(c => c.Position).ToListAsync(cancellationToken);
            if (Refusal(actor) is { } refused)
            {
                return new TicketAct(refused);
            }

            if (line.Length is 0 or > TicketCheck.TextLength)
            {
                return new TicketAct(TicketOutcome.Invalid($"Say in 1 to {TicketCheck.TextLength} characters what is to be done."));
            }

            if (positions.Count >= TicketTemplate.MostChecks)
            {
                return new TicketAct(TicketOutcome.Invalid($"A checklist has at most {TicketTemplate.MostChecks} lines."));
            }

            db.TicketChecks.Add(new TicketCheck { TicketId = ticket.Id, Position = positions.Append(-1).Max() + 1, Text = line });
            return Act(actor, ticket, $"To do: {line}", command.Key, null, new { Check = line });
        }, cancellationToken);

    public Task<TicketOutcome> TickAsync(Actor actor, TicketCommand command, int checkId, bool isDone, CancellationToken cancellationToken) =>
        OnLineAsync(actor, command, checkId, (ticket, line, _) =>
        {
            if (isDone == line.DoneAt is not null)
            {
                return new TicketAct(TicketOutcome.Done(ticket.Number));
            }

            line.DoneAt = isDone ? journal.Now : null;
            line.DoneByUserId = isDone ? actor.UserId : null;
            return Act(actor, ticket, isDone ? $"Done: {line.Text}" : $"Not done yet: {line.Text}", command.Key, new { Check = line.Text, Done = !isDone }, new { Check = line.Text, Done = isDone });
        }, cancellationToken);

    public Task<TicketOutcome> RemoveAsync(Actor actor, TicketCommand command, int checkId, CancellationToken cancellationToken) =>
        OnLineAsync(actor, command, checkId, (ticket, line, remove) =>
        {
            remove();
            return Act(actor, ticket, $"No longer to do: {line.Text}", command.Key, new { Check = line.Text }, null);
        }, cancellationToken);

    private Task<TicketOutcome> OnLineAsync(
        Actor actor, TicketCommand command, int checkId, Func<Ticket, TicketCheck, Action, TicketAct> act, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            if (Refusal(actor) is { } refused)
            {
                return new TicketAct(refused);
            }

            var line = await db.TicketChecks.SingleOrDefaultAsync(c => c.Id == checkId && c.TicketId == ticket.Id, cancellationToken);
            return line is null
                ? new TicketAct(TicketOutcome.Invalid("This line is not on the checklist any more."))
                : act(ticket, line, () => db.TicketChecks.Remove(line));
        }, cancellationToken);

    private TicketAct Act(Actor actor, Ticket ticket, string text, Guid key, object? before, object? after) =>
        new(TicketOutcome.Done(ticket.Number), journal.Entry(ticket, actor, TicketEntryKind.Change, text, key, isInternal: true), before, after);

    private static TicketOutcome? Refusal(Actor actor) => actor.May(Permissions.TicketsWork) ? null : TicketOutcome.Refused("change checklists");
}
