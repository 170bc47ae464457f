using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>
/// What the product itself writes on tickets, always inside the caller's context and transaction: the ledger opens, joins and ends through here. The
/// caller saves, commits and publishes.
/// </summary>
public sealed class TicketReports(TicketJournal journal)
{
    /// <summary>Opens a ticket and gives it its number at once; the transaction must be open.</summary>
    public async Task<Ticket> OpenAsync(MonitorDb db, TicketReport report, CancellationToken cancellationToken)
    {
        var now = journal.Now;
        var ticket = new Ticket
        {
            Title = Cut(report.Title, Ticket.TitleLength),
            Description = Cut(report.Text, TicketEntry.TextLength),
            Priority = report.Priority,
            HostId = report.HostId,
            TeamId = report.TeamId,
            Metric = report.Metric,
            Value = report.Value,
            Limit = report.Limit,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync(cancellationToken);
        db.TicketEntries.Add(journal.Entry(ticket, Actor.System, TicketEntryKind.Opened, "Opened by Monitor.", null));
        journal.Announce(db, ticket, Actor.System, TicketDesk.Opened, null, new { ticket.Title, ticket.HostId, Priority = ticket.Priority.ToString() });
        return ticket;
    }

    /// <summary>The same trouble again on a ticket that exists: an entry, and it is reopened when it was done.</summary>
    public async Task JoinAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken);
        var before = ticket.State;
        if (before is TicketState.Resolved or TicketState.Closed)
        {
            ticket.MoveTo(TicketState.Open, journal.Now);
            text = $"{text} State: {before} → Open.";
        }

        Write(db, ticket, before, text);
    }

    /// <summary>The ticket turns out to be about another host first. A ticket that a person has touched keeps its title.</summary>
    public async Task LeadAsync(MonitorDb db, int ticketId, TicketReport report, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken);
        var before = ticket.Title;
        (ticket.HostId, ticket.TeamId, ticket.Metric, ticket.Value, ticket.Limit) = (report.HostId, report.TeamId, report.Metric, report.Value, report.Limit);
        ticket.Title = ticket.Touched ? before : Cut(report.Title, Ticket.TitleLength);
        Write(db, ticket, ticket.State, $"The host in front has the problem too, and leads this ticket. It began as: {before}.");
    }

    /// <summary>News of its problem as an entry. A priority is taken over when it is higher and no person has touched the ticket.</summary>
    public async Task NoteAsync(MonitorDb db, int ticketId, string text, TicketPriority? priority, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken);
        if (priority > ticket.Priority && !ticket.Touched)
        {
            text = $"{text} Priority: {ticket.Priority} → {priority}.";
            ticket.Priority = priority.Value;
        }

        Write(db, ticket, ticket.State, text);
    }

    /// <summary>Reopens a ticket that is done, with the reason as an entry; false when somebody reopened it meanwhile, and nothing is written.</summary>
    public async Task<bool> ReopenAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken);
        var before = ticket.State;
        if (before is not (TicketState.Resolved or TicketState.Closed))
        {
            return false;
        }

        ticket.MoveTo(TicketState.Open, journal.Now);
        Write(db, ticket, before, $"{text} State: {before} → Open.");
        return true;
    }

    /// <summary>The last problem of a ticket has ended: nobody touched it, then it is resolved; else it gets an entry.</summary>
    public async Task EndAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken);
        var before = ticket.State;
        if (!ticket.Touched && before is (TicketState.New or TicketState.Open or TicketState.Pending))
        {
            ticket.MoveTo(TicketState.Resolved, journal.Now);
            text = $"{text} State: {before} → Resolved.";
        }

        Write(db, ticket, before, text);
    }

    private void Write(MonitorDb db, Ticket ticket, TicketState before, string text)
    {
        ticket.UpdatedAt = journal.Now;
        db.TicketEntries.Add(journal.Entry(ticket, Actor.System, TicketEntryKind.Report, text, null));
        journal.Announce(db, ticket, Actor.System, TicketDesk.Changed, new { State = before.ToString() }, new { State = ticket.State.ToString() });
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
