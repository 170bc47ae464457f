using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Service.Escalation;

/// <summary>Does what steps say and writes it on the ticket, inside the caller's transaction: one internal entry, one audit row, one announcement.</summary>
public sealed class EscalationWriter(TicketJournal journal, TicketConsequences consequences)
{
    internal async Task WriteAsync(MonitorDb db, Ticket ticket, IReadOnlyList<EscalationMoment> moments, CancellationToken cancellationToken)
    {
        var before = Facts(ticket);
        var effects = new EscalationEffects(db, ticket);
        var sentences = new List<string>();
        foreach (var moment in moments)
        {
            var done = new List<string>();
            foreach (var step in moment.Steps)
            {
                done.Add(await effects.TakeAsync(step, cancellationToken));
            }

            sentences.Add($"{moment.Words(journal.Now)}: {string.Join("; ", done.Distinct())}.");
        }

        // Also where nobody but people is told: open pages read what is written on a ticket when the ticket has another version.
        ticket.UpdatedAt = journal.Now;
        var text = string.Join('\n', sentences);
        var entry = journal.Entry(ticket, Actor.System, TicketEntryKind.Report, WholeText.First(text, TicketEntry.TextLength), null, isInternal: true);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, ticket, new TicketChange(Actor.System, ticket.State, entry), cancellationToken);
        journal.Announce(db, ticket, Actor.System, TicketDesk.Changed, entry, before, Facts(ticket), effects.Named, TicketNewsKind.Escalated);
    }

    private static object Facts(Ticket ticket) => new { Priority = ticket.Priority.ToString(), ticket.TeamId, ticket.AssigneeUserId };
}
