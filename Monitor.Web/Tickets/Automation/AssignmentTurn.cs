using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Tickets.Service.Escalation;

namespace Monitor.Web.Tickets.Automation;

/// <summary>Whose turn it is in a ticket's team: of its members who work on tickets and see this one.</summary>
internal static class AssignmentTurn
{
    /// <param name="byLoad">Who has the fewest tickets that are not done; among equals, and otherwise, the one after who got one last.</param>
    /// <returns>Null where there is nobody.</returns>
    public static async Task<NamedPerson?> NextAsync(MonitorDb db, Ticket ticket, bool byLoad, CancellationToken cancellationToken)
    {
        var people = (await EscalationPeople.TeamAsync(db, ticket, leadsOnly: false, cancellationToken)).OrderBy(p => p.UserId).ToList();
        if (people.Count == 0)
        {
            return null;
        }

        await LockAsync(db, ticket, cancellationToken);
        var last = await db.Teams.Where(t => t.Id == ticket.TeamId).Select(t => t.LastAssignedUserId).SingleOrDefaultAsync(cancellationToken) ?? 0;
        List<NamedPerson> inTurn = [.. people.Where(p => p.UserId > last), .. people.Where(p => p.UserId <= last)];
        var load = byLoad ? await LoadAsync(db, inTurn.ConvertAll(p => p.UserId), cancellationToken) : [];
        var next = inTurn.MinBy(p => load.GetValueOrDefault(p.UserId))!;
        await db.Teams.Where(t => t.Id == ticket.TeamId).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastAssignedUserId, next.UserId), cancellationToken);
        return next;
    }

    /// <summary>
    /// Two at once come one after the other, until the first is saved. The ticket's own row comes first: whoever waits for it must not hold the team, or two
    /// could wait for each other. Outside of a transaction nothing can be held, and two may get the same person.
    /// </summary>
    private static async Task LockAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
        {
            await db.Database.SqlQuery<int>($"""SELECT id AS "Value" FROM tickets WHERE id = {ticket.Id} FOR NO KEY UPDATE""").ToListAsync(cancellationToken);
            await db.Database.SqlQuery<int>($"""SELECT id AS "Value" FROM teams WHERE id = {ticket.TeamId} FOR NO KEY UPDATE""").ToListAsync(cancellationToken);
        }
    }

    private static async Task<Dictionary<int, int>> LoadAsync(MonitorDb db, List<int> userIds, CancellationToken cancellationToken) =>
        await db.Tickets.Where(t => t.AssigneeUserId != null && userIds.Contains(t.AssigneeUserId.Value) && t.State != TicketState.Resolved && t.State != TicketState.Closed)
            .GroupBy(t => t.AssigneeUserId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
}
