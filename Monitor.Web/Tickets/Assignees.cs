using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Tickets;

/// <summary>Somebody by name, as those who work on tickets see them.</summary>
public sealed record NamedPerson(int UserId, string Name);

internal static class Assignees
{
    private static readonly string[] WorkingRoles = [.. Roles.All.Where(r => Roles.PermissionsOf(r).Contains(Permissions.TicketsWork))];

    /// <summary>Everybody who works on tickets, or the one with this id if that is such a person.</summary>
    public static IQueryable<NamedPerson> Of(MonitorDb db, int? userId = null) =>
        Show(db.Users.Where(u => u.DisabledAt == null && WorkingRoles.Contains(u.Role) && (userId == null || u.Id == userId)));

    /// <summary>Those of these people who work on tickets.</summary>
    public static IQueryable<NamedPerson> Among(MonitorDb db, IQueryable<int> userIds) =>
        Show(db.Users.Where(u => u.DisabledAt == null && WorkingRoles.Contains(u.Role) && userIds.Contains(u.Id)));

    private static IQueryable<NamedPerson> Show(IQueryable<MonitorUser> users) => users.OrderBy(u => u.DisplayName).ThenBy(u => u.UserName)
        .Select(u => new NamedPerson(u.Id, u.DisplayName == "" ? u.UserName! : u.DisplayName));
}
