using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Automation;

/// <summary>A ticket that comes to a team and is nobody's, where the team shares its tickets out by itself.</summary>
internal static class TeamTurn
{
    /// <returns>True when somebody got it.</returns>
    public static async Task<bool> ApplyAsync(
        MonitorDb db, TicketJournal journal, TicketConsequences consequences, Ticket ticket, TicketChange change, CancellationToken cancellationToken)
    {
        var comes = change.IsNew || db.Entry(ticket).Property(t => t.TeamId).IsModified;
        if (change.IsAutomatic || !comes || ticket.TeamId is not { } teamId || ticket.AssigneeUserId is not null || TicketMoves.IsDone(ticket.State))
        {
            return false;
        }

        var assignment = await db.Teams.Where(t => t.Id == teamId).Select(t => t.Assignment).SingleOrDefaultAsync(cancellationToken);
        var byLoad = assignment == TeamAssignment.LeastLoaded;
        if (assignment == TeamAssignment.ByHand || await AssignmentTurn.NextAsync(db, ticket, byLoad, cancellationToken) is not { } person)
        {
            return false;
        }

        ticket.AssigneeUserId = person.UserId;
        var text = $"Assigned to {person.Name}, {(byLoad ? "who has the fewest" : "whose turn it is")}.";
        var entry = journal.Entry(ticket, Actor.System, TicketEntryKind.Change, text, null);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, ticket, new TicketChange(Actor.System, ticket.State, entry, IsAutomatic: true), cancellationToken);
        journal.Announce(db, ticket, Actor.System, TicketDesk.Changed, entry, new { AssigneeUserId = (int?)null }, new { ticket.AssigneeUserId }, what: TicketNewsKind.Assigned);
        return true;
    }
}
