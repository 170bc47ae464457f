using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Components;

namespace Monitor.Web.Access.People;

/// <summary>A person as the list shows him. Invited: no password chosen yet.</summary>
public sealed record UserRow(int Id, string UserName, string DisplayName, string? Email, string Role, bool Disabled, bool Invited, bool HasSecondFactor);

internal sealed record TeamRow(int Id, string Name, TeamAssignment Assignment, IReadOnlyList<TeamPerson> People);

internal sealed record TeamPerson(int UserId, string Name, TeamRole Role);

/// <summary>Reads people and teams for the administrator's pages.</summary>
internal sealed class UserReader(IDbContextFactory<MonitorDb> contexts)
{
    public async Task<(IReadOnlyList<UserRow> Rows, int Total)> ListAsync(Actor actor, string? search, int skip, int take, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = db.Users.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var part = search.Trim().ToUpperInvariant();
            users = users.Where(u => u.NormalizedUserName!.Contains(part) || u.DisplayName.ToUpper().Contains(part));
        }

        var rows = await users.OrderBy(u => u.NormalizedUserName).Skip(skip).Take(take)
            .Select(u => new UserRow(u.Id, u.UserName!, u.DisplayName, u.Email, u.Role, u.DisabledAt != null, u.PasswordHash == null, db.SecondFactors.Any(f => f.UserId == u.Id)))
            .ToListAsync(cancellationToken);
        return (rows, await users.CountAsync(cancellationToken));
    }

    /// <summary>What the form of one person holds; null when there is no such person.</summary>
    public async Task<(UserRow Row, UserForm Form)?> FindAsync(Actor actor, int userId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        return user is null
            ? null
            : (new UserRow(user.Id, user.UserName!, user.DisplayName, user.Email, user.Role, user.DisabledAt is not null, user.PasswordHash is null,
                    await db.SecondFactors.AnyAsync(f => f.UserId == userId, cancellationToken)),
                await UserDesk.FormOfAsync(db, user, cancellationToken));
    }

    public async Task<(IReadOnlyList<NamedId> Teams, IReadOnlyList<NamedId> Groups)> ChoicesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Teams.OrderBy(t => t.Name).Take(500).Select(t => new NamedId(t.Id, t.Name)).ToListAsync(cancellationToken),
            await db.HostGroups.OrderBy(g => g.Name).Take(500).Select(g => new NamedId(g.Id, g.Name)).ToListAsync(cancellationToken));
    }

    public async Task<(IReadOnlyList<TeamRow> Rows, int Total)> TeamsAsync(Actor actor, int skip, int take, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).Skip(skip).Take(take).ToListAsync(cancellationToken);
        var ids = teams.Select(t => t.Id).ToList();
        var people = await db.TeamMembers.Where(m => ids.Contains(m.TeamId))
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.TeamId, m.Role, u.Id, u.UserName }).ToListAsync(cancellationToken);
        return ([.. teams.Select(t => new TeamRow(t.Id, t.Name, t.Assignment,
            [.. people.Where(p => p.TeamId == t.Id).OrderBy(p => p.UserName).Select(p => new TeamPerson(p.Id, p.UserName!, p.Role))]))],
            await db.Teams.CountAsync(cancellationToken));
    }
}
