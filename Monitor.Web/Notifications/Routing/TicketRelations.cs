using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Notifications.Routing;

/// <summary>Some tickets as they are now, and who has to do with them: read together, a handful of queries for a whole batch of news.</summary>
internal sealed class TicketRelations
{
    private static readonly string[] WorkingRoles = [.. Roles.All.Where(r => Roles.PermissionsOf(r).Contains(Permissions.TicketsWork))];

    private readonly Dictionary<int, TicketParties> _tickets;
    private readonly ILookup<int, int> _watchers;
    private readonly ILookup<int, int> _members;
    private readonly IReadOnlyList<int> _workers;

    private TicketRelations(Dictionary<int, TicketParties> tickets, ILookup<int, int> watchers, ILookup<int, int> members, IReadOnlyList<int> workers) =>
        (_tickets, _watchers, _members, _workers) = (tickets, watchers, members, workers);

    private sealed record TicketParties(
        int Id, int Number, string Title, string Description, TicketState State, TicketPriority Priority, int? RequesterUserId, int? AssigneeUserId, int? TeamId, bool IsFromProblem);

    /// <summary>What of a ticket is written into its notices; null when it is gone.</summary>
    public (int Id, NoticeTicket Shown, string Description, TicketPeople People)? Find(int number) => _tickets.TryGetValue(number, out var ticket)
        ? (ticket.Id, new NoticeTicket(ticket.Number, ticket.Title, ticket.State.ToString(), ticket.Priority.ToString()), ticket.Description, PeopleOf(ticket))
        : null;

    public IReadOnlyCollection<int> TicketIds => [.. _tickets.Values.Select(t => t.Id)];

    public static async Task<TicketRelations> ReadAsync(MonitorDb db, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        var tickets = await db.Tickets.AsNoTracking().Where(t => numbers.Contains(t.Number))
            .Select(t => new TicketParties(
                t.Id, t.Number, t.Title, t.Description, t.State, t.Priority, t.RequesterUserId, t.AssigneeUserId, t.TeamId, t.Metric != null))
            .ToDictionaryAsync(t => t.Number, cancellationToken);
        var ids = tickets.Values.Select(t => t.Id).ToArray();
        var watchers = await db.TicketWatchers.AsNoTracking().Where(w => ids.Contains(w.TicketId)).OrderBy(w => w.UserId).ToListAsync(cancellationToken);
        var unassigned = tickets.Values.Where(t => t.AssigneeUserId is null).ToList();
        var teams = unassigned.Select(t => t.TeamId).OfType<int>().Distinct().ToArray();
        var members = teams.Length == 0 ? []
            : await db.TeamMembers.AsNoTracking().Where(m => teams.Contains(m.TeamId)).OrderBy(m => m.UserId).ToListAsync(cancellationToken);
        var byTeam = members.ToLookup(m => m.TeamId, m => m.UserId);
        var needsWorkers = unassigned.Any(t => t.TeamId is null || !byTeam[t.TeamId.Value].Any());
        var workers = needsWorkers
            ? await db.Users.Where(u => u.DisabledAt == null && WorkingRoles.Contains(u.Role)).OrderBy(u => u.Id).Select(u => u.Id).ToListAsync(cancellationToken)
            : [];
        return new TicketRelations(tickets, watchers.ToLookup(w => w.TicketId, w => w.UserId), byTeam, workers);
    }

    private TicketPeople PeopleOf(TicketParties ticket) => new()
    {
        RequesterUserId = ticket.RequesterUserId,
        AssigneeUserId = ticket.AssigneeUserId,
        WatcherIds = [.. _watchers[ticket.Id]],
        TeamIds = ticket.AssigneeUserId is null && ticket.TeamId is { } team ? [.. _members[team]] : [],
        WorkerIds = ticket.AssigneeUserId is null ? _workers : [],
        IsFromProblem = ticket.IsFromProblem,
    };
}
