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

    /// <summary>The same filter as for lists; a team that the ticket gets in this transaction counts already.</summary>
    private static async Task<IReadOnlyList<NamedPerson>> WhoSeeAsync(MonitorDb db, Ticket ticket, List<NamedPerson> people, CancellationToken cancellationToken)
    {
        var ids = people.ConvertAll(p => p.UserId);
        var scopes = (await db.UserScopes.AsNoTracking().Where(s => ids.Contains(s.UserId)).ToListAsync(cancellationToken)).ToLookup(s => s.UserId);
        var seeing = new List<NamedPerson>();
        foreach (var person in people)
        {
            var own = scopes[person.UserId].ToList();
            if (own.Count == 0 || person.UserId == ticket.AssigneeUserId || own.Exists(s => s.TeamId is not null && s.TeamId == ticket.TeamId)
                || await db.Tickets.VisibleTickets(Limited(person, own), db).AnyAsync(t => t.Id == ticket.Id, cancellationToken))
            {
                seeing.Add(person);
            }
        }

        return seeing;
    }

    private static Actor Limited(NamedPerson person, List<UserScope> scopes) => new(person.UserId, person.Name, Roles.Technician, "")
    {
        GroupIds = [.. scopes.Where(s => s.GroupId is not null).Select(s => s.GroupId!.Value)],
        TeamIds = [.. scopes.Where(s => s.TeamId is not null).Select(s => s.TeamId!.Value)],
    };
}
