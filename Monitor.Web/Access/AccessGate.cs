using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Access;

/// <summary>
/// The one place that turns a signed-in principal into an <see cref="Actor"/>: role, disabling and scope are read from the database each time,
/// so that a person who was demoted a second ago is refused now, whatever the cookie or the open circuit says.
/// </summary>
public sealed class AccessGate(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>The actor behind a principal. Throws <see cref="AccessRefusedException"/> when the permission is missing or the account is disabled.</summary>
    public async Task<Actor> RequireAsync(ClaimsPrincipal principal, string permission, CancellationToken cancellationToken)
    {
        var actor = await FindAsync(principal, cancellationToken);
        return actor is not null && actor.May(permission) ? actor : throw new AccessRefusedException(permission);
    }

    /// <summary>The actor behind a principal, or null when nobody (any more) stands behind it.</summary>
    public async Task<Actor?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (!int.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var userId))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().Where(u => u.Id == userId && u.DisabledAt == null)
            .Select(u => new { u.UserName, u.Role }).SingleOrDefaultAsync(cancellationToken);
        if (user is null)
        {
            return null;
        }

        var scopes = await db.UserScopes.AsNoTracking().Where(s => s.UserId == userId).ToListAsync(cancellationToken);
        return new Actor(userId, user.UserName ?? "", user.Role, principal.FindFirstValue(AddressClaim) ?? "")
        {
            GroupIds = [.. scopes.Where(s => s.GroupId is not null).Select(s => s.GroupId!.Value)],
            TeamIds = [.. scopes.Where(s => s.TeamId is not null).Select(s => s.TeamId!.Value)],
        };
    }

    /// <summary>Claim with the peer's address, added when a request or circuit begins.</summary>
    public const string AddressClaim = "monitor.address";
}
