using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Tickets;

/// <summary>Somebody who works on tickets.</summary>
public sealed record Assignee(int UserId, string Name);

internal static class Assignees
{
    private static readonly string[] WorkingRoles = [.. Roles.All.Where(r => Roles.PermissionsOf(r).Contains(Permissions.TicketsWork))];

    /// <summary>Everybody who works on tickets, or the one with this id if that is such a person.</summary>
    public static IQueryable<Assignee> Of(MonitorDb db, int? userId = null) => db.Users
        .Where(u => u.DisabledAt == null && WorkingRoles.Contains(u.Role) && (userId == null || u.Id == userId))
        .OrderBy(u => u.DisplayName).ThenBy(u => u.UserName)
        .Select(u => new Assignee(u.Id, u.DisplayName == "" ? u.UserName! : u.DisplayName));
}
