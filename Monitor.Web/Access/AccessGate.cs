using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Access;

/// <summary>
/// The one place that turns a signed-in principal into an <see cref="Actor"/>: role, disabling and scope are read from the database each time,
/// so that a person who was demoted a second ago is refused now, whatever the cookie or the open circuit says.
/// </summary>
public sealed class AccessGate(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    private const int RefusalsRemembered = 10_000;

    private static readonly KnownQuery<Func<MonitorDb, int, CancellationToken, Task<StandingPerson?>>> StandingQuery = new(() => EF.CompileAsyncQuery(
        (MonitorDb db, int userId, CancellationToken cancellationToken) => db.Users.AsNoTracking().Where(u => u.Id == userId && u.DisabledAt == null)
            .Select(u => new StandingPerson(u.UserName, u.Role, db.UserScopes.Where(s => s.UserId == u.Id).ToList())).SingleOrDefault()));

    private readonly ConcurrentDictionary<(int UserId, string Permission), DateTimeOffset> _refusals = new();

    /// <summary>The actor behind a principal. Throws <see cref="AccessRefusedException"/> when the permission is missing or the account is disabled.</summary>
    public async Task<Actor> RequireAsync(ClaimsPrincipal principal, string permission, CancellationToken cancellationToken)
    {
        var actor = await FindAsync(principal, cancellationToken);
        if (actor is not null && actor.May(permission))
        {
            return actor;
        }

        if (actor is not null)
        {
            await RecordRefusalAsync(actor, permission, cancellationToken);
        }

        throw new AccessRefusedException(permission);
    }

    /// <summary>The actor behind a principal, or null when nobody (any more) stands behind it.</summary>
    public async Task<Actor?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.UserId() is not { } userId)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await StandingQuery.In(db)(db, userId, cancellationToken) is { } person ? Of(principal, userId, person) : null;
    }

    /// <summary>What is read of a person at each act.</summary>
    internal sealed record StandingPerson(string? UserName, string Role, List<UserScope> Scopes);

    internal static Actor Of(ClaimsPrincipal principal, int userId, StandingPerson person) =>
        new(userId, person.UserName ?? "", person.Role, principal.FindFirstValue(AccessClaims.Address) ?? "")
        {
            GroupIds = [.. person.Scopes.Where(s => s.GroupId is not null).Select(s => s.GroupId!.Value)],
            TeamIds = [.. person.Scopes.Where(s => s.TeamId is not null).Select(s => s.TeamId!.Value)],
            TokenScopes = principal.FindFirstValue(AccessClaims.TokenScopes)?.Split(' '),
        };

    /// <summary>People as they are now, for what is told to them and not asked by them; who is disabled or gone is not among them.</summary>
    public static async Task<IReadOnlyList<Actor>> OfAsync(MonitorDb db, IReadOnlyCollection<int> userIds, CancellationToken cancellationToken)
    {
        var users = await db.Users.AsNoTracking().Where(u => userIds.Contains(u.Id) && u.DisabledAt == null)
            .Select(u => new { u.Id, u.UserName, u.Role }).ToListAsync(cancellationToken);
        var scopes = (await db.UserScopes.AsNoTracking().Where(s => userIds.Contains(s.UserId)).ToListAsync(cancellationToken)).ToLookup(s => s.UserId);
        return
        [
            .. users.Select(u => new Actor(u.Id, u.UserName ?? "", u.Role, "")
            {
                GroupIds = [.. scopes[u.Id].Where(s => s.GroupId is not null).Select(s => s.GroupId!.Value)],
                TeamIds = [.. scopes[u.Id].Where(s => s.TeamId is not null).Select(s => s.TeamId!.Value)],
            }),
        ];
    }

    /// <summary>A refused command is written down, at most once a minute for the same person and permission, so that nobody can flood the audit.</summary>
    private async Task RecordRefusalAsync(Actor actor, string permission, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var key = (actor.UserId!.Value, permission);
        if (_refusals.TryGetValue(key, out var last) && now - last < TimeSpan.FromMinutes(1))
        {
            return;
        }

        if (_refusals.Count >= RefusalsRemembered)
        {
            _refusals.Clear();
        }

        _refusals[key] = now;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        audit.Add(db, actor, "access.refused", "permission", permission, null, null);
        await db.SaveChangesAsync(cancellationToken);
    }
}
