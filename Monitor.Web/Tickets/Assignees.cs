using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Tickets;

/// <summary>Somebody who works on tickets.</summary>
public sealed record Assignee(int UserId, string Name);

internal static class Assignees
{
    private static readonly string[] WorkingRoles = [.. Roles.All.Where(r => Roles.PermissionsOf(r).Contains(Permissions.TicketsWork))];

    public static IQueryable<Assignee> Of(MonitorDb db) => db.Users
        .Where(u => u.DisabledAt == null && WorkingRoles.Contains(u.Role))
        .OrderBy(u => u.DisplayName).ThenBy(u => u.UserName)
        .Select(u => new Assignee(u.Id, u.DisplayName == "" ? u.UserName! : u.DisplayName));
}
