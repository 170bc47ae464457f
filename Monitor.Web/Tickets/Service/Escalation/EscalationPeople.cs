using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Service.Escalation;

/// <summary>Who can be told of a ticket: people who work on tickets and whose scope has it.</summary>
internal static class EscalationPeople
{
    private const int Most = 100;

    public static async Task<NamedPerson?> OneAsync(MonitorDb db, Ticket ticket, int userId, CancellationToken cancellationToken) =>
        (await WhoSeeAsync(db, ticket, await Assignees.Of(db, userId).ToListAsync(cancellationToken), cancellationToken)).SingleOrDefault();

    /// <summary>The members of the ticket's team; nobody when it has none.</summary>
    public static async Task<IReadOnlyList<NamedPerson>> TeamAsync(MonitorDb db, Ticket ticket, bool leadsOnly, CancellationToken cancellationToken)
    {
        var members = db.TeamMembers.Where(m => m.TeamId == ticket.TeamId && (!leadsOnly || m.Role == TeamRole.Lead)).Select(m => m.UserId);
        var people = ticket.TeamId is null ? [] : await Assignees.Among(db, members).Take(Most).ToListAsync(cancellationToken);
        return await WhoSeeAsync(db, ticket, people, cancellationToken);
    }

    /// <summary>Those with the role Lead, or where there are none the administrators.</summary>
    public static async Task<IReadOnlyList<NamedPerson>> HouseAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken)
    {
        foreach (var role in new[] { Roles.Lead, Roles.Admin })
        {
            var ids = db.Users.Where(u => u.Role == role).Select(u => u.Id);
            var people = await WhoSeeAsync(db, ticket, await Assignees.Among(db, ids).Take(Most).ToListAsync(cancellationToken), cancellationToken);
            if (people.Count > 0)
            {
                return people;
            }
        }

        return [];
    }

    /// <summary>The same people and the same filter as everywhere, in one question for all; a team that the ticket gets in this transaction counts already.</summary>
    private static async Task<IReadOnlyList<NamedPerson>> WhoSeeAsync(MonitorDb db, Ticket ticket, List<NamedPerson> people, CancellationToken cancellationToken)
    {
        if (people.Count == 0)
        {
            return people;
        }

        var actors = await AccessGate.OfAsync(db, people.ConvertAll(p => p.UserId), cancellationToken);
        var (certain, asked) = (actors.Where(a => IsNear(a, ticket)).ToList(), actors.Where(a => !IsNear(a, ticket)).Select(a => Seeing(db, a, ticket.Id)).ToList());
        var seeing = certain.Select(a => a.UserId!.Value).ToHashSet();
        if (asked.Count > 0)
        {
            seeing.UnionWith(await asked.Aggregate((all, one) => all.Concat(one)).ToListAsync(cancellationToken));
        }

        return people.FindAll(p => seeing.Contains(p.UserId));
    }

    /// <summary>Sees it whatever its host is, and by what is not saved yet.</summary>
    private static bool IsNear(Actor actor, Ticket ticket) => Visibility.SeesEveryTicket(actor) || actor.UserId == ticket.AssigneeUserId
        || (ticket.TeamId is { } team && actor.TeamIds.Contains(team));

    /// <summary>The person's id when the ticket is within the person's scope; else nothing.</summary>
    private static IQueryable<int> Seeing(MonitorDb db, Actor actor, int ticketId)
    {
        var seen = db.Tickets.VisibleTickets(actor, db).Where(t => t.Id == ticketId);
        return db.Users.Where(u => u.Id == actor.UserId && seen.Any()).Select(u => u.Id);
    }
}
