using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Npgsql;

namespace Monitor.Web.Access.People;

/// <summary>The commands on teams, for <c>users.manage</c>. Each returns why not as a sentence, or null when it is done.</summary>
internal sealed class TeamDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit)
{
    public const int NameLength = 100;

    public async Task<string?> CreateAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        if (Refuse(name) is { } reason)
        {
            return reason;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var team = new Team { Name = name.Trim() };
        db.Teams.Add(team);
        return await SaveAsync(db, team.Name, async () =>
        {
            audit.Add(db, actor, "team.created", "team", IdText.Of(team.Id), null, new { team.Name });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }, cancellationToken);
    }

    public async Task<string?> RenameAsync(Actor actor, int teamId, string name, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        if (Refuse(name) is { } reason)
        {
            return reason;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Teams.SingleOrDefaultAsync(t => t.Id == teamId, cancellationToken) is not { } team)
        {
            return "There is no such team any more. Reload the page.";
        }

        audit.Add(db, actor, "team.renamed", "team", IdText.Of(teamId), new { team.Name }, new { Name = name.Trim() });
        team.Name = name.Trim();
        return await SaveAsync(db, team.Name, () => Task.CompletedTask, cancellationToken);
    }

    /// <summary>Its tickets and hosts stay, without a team.</summary>
    public async Task<string?> DeleteAsync(Actor actor, int teamId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Whoever limits a person to it right now waits for this, and then finds it gone.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM teams WHERE id = {teamId} FOR UPDATE", cancellationToken);
        if (await db.Teams.SingleOrDefaultAsync(t => t.Id == teamId, cancellationToken) is not { } team)
        {
            return null;
        }

        // A scope that vanished would turn "only this team" into "everything".
        if (await db.UserScopes.AnyAsync(s => s.TeamId == teamId, cancellationToken))
        {
            return "The team is in the scope of at least one person. Take it out of every scope first.";
        }

        if (await db.SlaPolicies.Where(p => p.RequesterTeamId == teamId).Select(p => p.Name).FirstOrDefaultAsync(cancellationToken) is { } level)
        {
            return $"The service level {level} is for requesters of this team. Change it first, under Admin, Service levels.";
        }

        db.Teams.Remove(team);
        audit.Add(db, actor, "team.deleted", "team", IdText.Of(teamId), new { team.Name }, null);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Who gets a ticket that comes to the team and is nobody's.</summary>
    public async Task<string?> SetAssignmentAsync(Actor actor, int teamId, TeamAssignment assignment, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!Enum.IsDefined(assignment) || await db.Teams.SingleOrDefaultAsync(t => t.Id == teamId, cancellationToken) is not { } team)
        {
            return "There is no such team any more. Reload the page.";
        }

        audit.Add(db, actor, "team.assignment_changed", "team", IdText.Of(teamId), new { Assignment = team.Assignment.ToString() }, new { Assignment = assignment.ToString() });
        team.Assignment = assignment;
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>Puts a person into a team with a role, or takes him out (null).</summary>
    public async Task<string?> SetMemberAsync(Actor actor, int teamId, int userId, TeamRole? role, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Teams.AnyAsync(t => t.Id == teamId, cancellationToken) || !await db.Users.AnyAsync(u => u.Id == userId, cancellationToken))
        {
            return "The team or the person is gone. Reload the page.";
        }

        var member = await db.TeamMembers.SingleOrDefaultAsync(m => m.TeamId == teamId && m.UserId == userId, cancellationToken);
        var before = member?.Role;
        if (before == role)
        {
            return null;
        }

        if (role is { } given)
        {
            member ??= db.TeamMembers.Add(new TeamMember { TeamId = teamId, UserId = userId }).Entity;
            member.Role = given;
        }
        else
        {
            db.TeamMembers.Remove(member!);
        }

        audit.Add(db, actor, "team.member_changed", "team", IdText.Of(teamId), new { userId, role = before?.ToString() }, new { userId, role = role?.ToString() });
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private static async Task<string?> SaveAsync(MonitorDb db, string name, Func<Task> then, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await then();
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return $"There is a team named {name} already. Choose another name.";
        }
    }

    private static string? Refuse(string name) =>
        name.Trim().Length is 0 or > NameLength || name.Any(char.IsControl) ? $"Give the team a name of at most {NameLength} characters." : null;
}
