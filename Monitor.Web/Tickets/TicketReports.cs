using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets;

/// <summary>
/// What the product itself writes on tickets, always inside the caller's context and transaction: the ledger opens, joins and ends through here. The
/// caller saves, commits and publishes.
/// </summary>
public sealed class TicketReports(TicketJournal journal, TicketConsequences consequences)
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
        var entry = journal.Entry(ticket, Actor.System, TicketEntryKind.Opened, "Opened by Monitor.", null);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, ticket, new TicketChange(Actor.System, ticket.State, entry, IsNew: true), cancellationToken);
        journal.Announce(db, ticket, Actor.System, TicketDesk.Opened, entry, null, new { ticket.Title, ticket.HostId, Priority = ticket.Priority.ToString() });
        return ticket;
    }

    /// <summary>The same trouble again on a ticket that exists: an entry, and it is reopened when it was done.</summary>
    public async Task JoinAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        var before = ticket.State;
        if (before is TicketState.Resolved or TicketState.Closed)
        {
            ticket.MoveTo(TicketState.Open, journal.Now);
            text = $"{text} State: {before} → Open.";
        }

        await WriteAsync(db, ticket, before, text, cancellationToken);
    }

    /// <summary>The ticket turns out to be about another host first. A ticket that a person has touched keeps its title.</summary>
    public async Task LeadAsync(MonitorDb db, int ticketId, TicketReport report, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        var before = ticket.Title;
        (ticket.HostId, ticket.TeamId, ticket.Metric, ticket.Value, ticket.Limit) = (report.HostId, report.TeamId, report.Metric, report.Value, report.Limit);
        ticket.Title = ticket.Touched ? before : Cut(report.Title, Ticket.TitleLength);
        await WriteAsync(db, ticket, ticket.State, $"The host in front has the problem too, and leads this ticket. It began as: {before}.", cancellationToken);
    }

    /// <summary>News of its problem as an entry. A priority is taken over when it is higher and no person has touched the ticket.</summary>
    public async Task NoteAsync(MonitorDb db, int ticketId, string text, TicketPriority? priority, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        if (priority > ticket.Priority && !ticket.Touched)
        {
            text = $"{text} Priority: {ticket.Priority} → {priority}.";
            ticket.Priority = priority.Value;
        }

        await WriteAsync(db, ticket, ticket.State, text, cancellationToken);
    }

    /// <summary>What is for those who work on the ticket, and not for who asked for it.</summary>
    public async Task TellAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        await WriteAsync(db, ticket, ticket.State, Cut(text, TicketEntry.TextLength), cancellationToken, isInternal: true);
    }

    /// <summary>Reopens a ticket that is done, with the reason as an entry; false when somebody reopened it meanwhile, and nothing is written.</summary>
    public async Task<bool> ReopenAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        var before = ticket.State;
        if (before is not (TicketState.Resolved or TicketState.Closed))
        {
            return false;
        }

        ticket.MoveTo(TicketState.Open, journal.Now);
        await WriteAsync(db, ticket, before, $"{text} State: {before} → Open.", cancellationToken);
        return true;
    }

    /// <summary>The last problem of a ticket has ended: nobody touched it, then it is resolved; else it gets an entry.</summary>
    public async Task EndAsync(MonitorDb db, int ticketId, string text, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        var before = ticket.State;
        if (!ticket.Touched && before is (TicketState.New or TicketState.Open or TicketState.Pending))
        {
            ticket.MoveTo(TicketState.Resolved, journal.Now);
            text = $"{text} State: {before} → Resolved.";
        }

        await WriteAsync(db, ticket, before, text, cancellationToken);
    }

    /// <summary>The date has come that a ticket waited for; false when it does not wait any more, and nothing is written.</summary>
    public async Task<bool> WakeAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken)
    {
        var ticket = await FindAsync(db, ticketId, cancellationToken);
        if (ticket.State != TicketState.Pending || ticket.PendingUntil is null || ticket.PendingUntil > journal.Now)
        {
            return false;
        }

        ticket.MoveTo(TicketState.Open, journal.Now);
        await WriteAsync(db, ticket, TicketState.Pending, "The date has come that this ticket waited for. State: Pending → Open.", cancellationToken);
        return true;
    }

    /// <summary>What is written on a ticket that was merged goes to the one where it goes on.</summary>
    private static async Task<Ticket> FindAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken)
    {
        var ticket = await db.Tickets.SingleAsync(t => t.Id == ticketId, cancellationToken);
        for (var steps = 0; ticket.MergedIntoId is { } next && steps < 20; steps++)
        {
            ticket = await db.Tickets.SingleAsync(t => t.Id == next, cancellationToken);
        }

        return ticket;
    }

    private async Task WriteAsync(MonitorDb db, Ticket ticket, TicketState before, string text, CancellationToken cancellationToken, bool isInternal = false)
    {
        ticket.UpdatedAt = journal.Now;
        var entry = journal.Entry(ticket, Actor.System, TicketEntryKind.Report, text, null, isInternal);
        db.TicketEntries.Add(entry);
        var (now, news) = (ticket.State, await consequences.ApplyAsync(db, ticket, new TicketChange(Actor.System, before, entry), cancellationToken));
        journal.Announce(db, ticket, Actor.System, TicketDesk.Changed, entry, new { State = before.ToString() }, new { State = now.ToString() }, what: news);
    }

    private static string Cut(string text, int length) => WholeText.Cut(text, length);
}
