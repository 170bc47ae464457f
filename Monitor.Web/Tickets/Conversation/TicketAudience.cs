using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Somebody by the name that is typed after an @, and the one that is shown.</summary>
public sealed record NamedPerson(int UserId, string UserName, string Name);

/// <summary>Who of some people may see a ticket: named and told is only who could look it up.</summary>
internal static class TicketAudience
{
    private const int MostTried = 40;

    private static readonly string[] ReadingRoles = [.. Roles.All.Where(r => Roles.PermissionsOf(r).Contains(Permissions.TicketsRead))];

    /// <param name="isInternal">Of internal notes only those know who may read them.</param>
    public static async Task<IReadOnlyList<NamedPerson>> OfAsync(
        MonitorDb db, Ticket ticket, IQueryable<MonitorUser> candidates, bool isInternal, int most, CancellationToken cancellationToken)
    {
        var requester = isInternal ? null : ticket.RequesterUserId;
        var people = await candidates.AsNoTracking().Where(u => u.DisabledAt == null && (ReadingRoles.Contains(u.Role) || u.Id == requester))
            .OrderBy(u => u.DisplayName).ThenBy(u => u.UserName).Take(MostTried)
            .Select(u => new { u.Id, UserName = u.UserName!, u.DisplayName, u.Role }).ToListAsync(cancellationToken);
        var ids = people.Select(p => p.Id).ToList();
        var scopes = (await db.UserScopes.AsNoTracking().Where(s => ids.Contains(s.UserId)).ToListAsync(cancellationToken)).ToLookup(s => s.UserId);
        List<NamedPerson> found = [];
        foreach (var person in people)
        {
            var actor = new Actor(person.Id, person.UserName, person.Role, "")
            {
                GroupIds = [.. scopes[person.Id].Where(s => s.GroupId is not null).Select(s => s.GroupId!.Value)],
                TeamIds = [.. scopes[person.Id].Where(s => s.TeamId is not null).Select(s => s.TeamId!.Value)],
            };
            var seesAll = actor.May(Permissions.TicketsRead) && actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0;
            if (found.Count < most && (seesAll || await db.Tickets.VisibleTickets(actor, db).AnyAsync(t => t.Id == ticket.Id, cancellationToken)))
            {
                found.Add(new(person.Id, person.UserName, person.DisplayName.Length == 0 ? person.UserName : person.DisplayName));
            }
        }

        return found;
    }
}
