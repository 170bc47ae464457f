using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.SecondFactors;
using Npgsql;

namespace Monitor.Web.Access.People;

/// <summary>What an administrator decides about a person.</summary>
internal sealed record UserForm(
    string DisplayName, string Email, string Role, IReadOnlyList<int> TeamIds, IReadOnlyList<int> ScopeGroupIds, IReadOnlyList<int> ScopeTeamIds);

/// <summary>What came of a command: the invitation link's path where there is one, or the reason why nothing was done.</summary>
internal sealed record UserOutcome(string? Link, string? Problem)
{
    public static UserOutcome Done { get; } = new(null, null);

    public static UserOutcome Refused(string problem) => new(null, problem);
}

/// <summary>
/// The commands on accounts, all for <c>users.manage</c>; each writes its audit row in its own transaction. One transaction at a time, so that two
/// administrators cannot demote each other at once and leave nobody.
/// </summary>
internal sealed class UserDesk(
    IDbContextFactory<MonitorDb> contexts, InvitationDesk invitations, SignInThrottle throttle, ILookupNormalizer normalizer, AuditLog audit, TimeProvider time)
{
    private const long LockKey = 0x4D6F6E5573657273; // "MonUsers"
    private static readonly UserOutcome Unknown = UserOutcome.Refused("There is no such person any more. Reload the page.");

    public Task<UserOutcome> InviteAsync(Actor actor, string userName, UserForm form, CancellationToken cancellationToken) =>
        ActAsync(actor, async db =>
        {
            var name = userName.Trim();
            if ((MonitorUserNames.Refuse(name) ?? Refuse(form)) is { } reason)
            {
                return UserOutcome.Refused(reason);
            }

            if (await db.Users.AnyAsync(u => u.NormalizedUserName == normalizer.NormalizeName(name), cancellationToken))
            {
                return UserOutcome.Refused($"The user name {name} is taken. Choose another.");
            }

            var user = NewUser.Make(name, form.DisplayName.Trim(), form.Role, normalizer, time);
            SetEmail(user, form.Email);
            db.Users.Add(user);
            await db.SaveChangesAsync(cancellationToken);
            await PlaceAsync(db, user.Id, form, cancellationToken);
            audit.Add(db, actor, "user.invited", "user", IdText.Of(user.Id), null, Shown(user, form));
            return new UserOutcome(await invitations.AddAsync(db, actor, user, cancellationToken), null);
        }, cancellationToken);

    /// <summary>A new role, scope or team changes what the person may do, so every open session begins anew.</summary>
    public Task<UserOutcome> ChangeAsync(Actor actor, int userId, UserForm form, CancellationToken cancellationToken) =>
        ActAsync(actor, userId, async (db, user) =>
        {
            if (Refuse(form) is { } reason)
            {
                return UserOutcome.Refused(reason);
            }

            if (form.Role != Roles.Admin && await IsLastAdministratorAsync(db, user, cancellationToken))
            {
                return UserOutcome.Refused("This is the last active administrator. Make another person an administrator first.");
            }

            var before = await FormOfAsync(db, user, cancellationToken);
            user.DisplayName = form.DisplayName.Trim();
            user.Role = form.Role;
            SetEmail(user, form.Email);
            await PlaceAsync(db, userId, form, cancellationToken);
            if (before.Role != form.Role || !Same(before.ScopeGroupIds, form.ScopeGroupIds) || !Same(before.ScopeTeamIds, form.ScopeTeamIds))
            {
                NewUser.NewStamp(user);
            }

            if (Reads(before.Role) && !Reads(form.Role))
            {
                // Notices of internal notes among them: who is of the desk no more does not read those again.
                await db.Database.ExecuteSqlAsync($"UPDATE bell_notices SET user_ids = array_remove(user_ids, {userId}) WHERE user_ids @> ARRAY[{userId}]", cancellationToken);
            }

            audit.Add(db, actor, "user.changed", "user", IdText.Of(userId), before, Shown(user, form));
            return UserOutcome.Done;
        }, cancellationToken);

    public Task<UserOutcome> SetDisabledAsync(Actor actor, int userId, bool disabled, CancellationToken cancellationToken) =>
        ActAsync(actor, userId, async (db, user) =>
        {
            if (disabled == (user.DisabledAt is not null))
            {
                return UserOutcome.Done;
            }

            if (disabled && await IsLastAdministratorAsync(db, user, cancellationToken))
            {
                return UserOutcome.Refused("This is the last active administrator. Make another person an administrator first.");
            }

            user.DisabledAt = disabled ? time.GetUtcNow() : null;
            await Revocation.EndEverythingAsync(db, user, time.GetUtcNow(), cancellationToken);
            audit.Add(db, actor, disabled ? "user.disabled" : "user.enabled", "user", IdText.Of(userId), new { disabled = !disabled }, new { disabled });
            return UserOutcome.Done;
        }, cancellationToken);

    /// <summary>A link with which the person chooses a new password; the old password works until then.</summary>
    public Task<UserOutcome> NewLinkAsync(Actor actor, int userId, CancellationToken cancellationToken) =>
        ActAsync(actor, userId, async (db, user) =>
        {
            if (user.DisabledAt is not null)
            {
                return UserOutcome.Refused("The account is disabled. Enable it first.");
            }

            audit.Add(db, actor, "user.link_made", "user", IdText.Of(userId), null, null);
            return new UserOutcome(await invitations.AddAsync(db, actor, user, cancellationToken), null);
        }, cancellationToken);

    /// <summary>Forgets failed sign-ins of the person on this node.</summary>
    public Task<UserOutcome> UnlockAsync(Actor actor, int userId, CancellationToken cancellationToken) =>
        ActAsync(actor, userId, (db, user) =>
        {
            throttle.Clear(user.UserName!);
            audit.Add(db, actor, "user.unlocked", "user", IdText.Of(userId), null, null);
            return Task.FromResult(UserOutcome.Done);
        }, cancellationToken);

    /// <summary>For who lost the device: the password alone is enough until there is a new one, and every open session begins anew.</summary>
    public Task<UserOutcome> RemoveSecondFactorAsync(Actor actor, int userId, CancellationToken cancellationToken) =>
        ActAsync(actor, userId, async (db, user) =>
        {
            if (await SecondFactorDesk.RemoveAsync(db, userId, cancellationToken) > 0)
            {
                NewUser.NewStamp(user);
                audit.Add(db, actor, "user.second_factor_removed", "user", IdText.Of(userId), null, null);
            }

            return UserOutcome.Done;
        }, cancellationToken);

    private Task<UserOutcome> ActAsync(Actor actor, int userId, Func<MonitorDb, MonitorUser, Task<UserOutcome>> act, CancellationToken cancellationToken) =>
        ActAsync(actor, async db => await db.Users.SingleOrDefaultAsync(u => u.Id == userId, cancellationToken) is { } user ? await act(db, user) : Unknown, cancellationToken);

    private async Task<UserOutcome> ActAsync(Actor actor, Func<MonitorDb, Task<UserOutcome>> act, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.UsersManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken);
        try
        {
            var outcome = await act(db);
            if (outcome.Problem is null)
            {
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return outcome;
        }
        catch (DbUpdateException failure) when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            return UserOutcome.Refused("A team or a group that you chose was deleted meanwhile. Reload the page and choose again.");
        }
    }

    public static async Task<UserForm> FormOfAsync(MonitorDb db, MonitorUser user, CancellationToken cancellationToken)
    {
        var scopes = await db.UserScopes.AsNoTracking().Where(s => s.UserId == user.Id).ToListAsync(cancellationToken);
        var teams = await db.TeamMembers.Where(m => m.UserId == user.Id).Select(m => m.TeamId).ToListAsync(cancellationToken);
        return new UserForm(user.DisplayName, user.Email ?? "", user.Role, teams,
            [.. scopes.Where(s => s.GroupId is not null).Select(s => s.GroupId!.Value)], [.. scopes.Where(s => s.TeamId is not null).Select(s => s.TeamId!.Value)]);
    }

    private static async Task PlaceAsync(MonitorDb db, int userId, UserForm form, CancellationToken cancellationToken)
    {
        var members = await db.TeamMembers.Where(m => m.UserId == userId).ToListAsync(cancellationToken);
        db.TeamMembers.RemoveRange(members.Where(m => !form.TeamIds.Contains(m.TeamId)));
        db.TeamMembers.AddRange(form.TeamIds.Distinct().Where(t => members.All(m => m.TeamId != t)).Select(t => new TeamMember { TeamId = t, UserId = userId }));
        db.UserScopes.RemoveRange(await db.UserScopes.Where(s => s.UserId == userId).ToListAsync(cancellationToken));
        db.UserScopes.AddRange(form.ScopeGroupIds.Distinct().Select(g => new UserScope { UserId = userId, GroupId = g }));
        db.UserScopes.AddRange(form.ScopeTeamIds.Distinct().Select(t => new UserScope { UserId = userId, TeamId = t }));
    }

    private static Task<bool> IsLastAdministratorAsync(MonitorDb db, MonitorUser user, CancellationToken cancellationToken) =>
        user.Role != Roles.Admin || user.DisabledAt is not null
            ? Task.FromResult(false)
            : db.Users.AllAsync(u => u.Id == user.Id || u.Role != Roles.Admin || u.DisabledAt != null || u.PasswordHash == null, cancellationToken);

    private void SetEmail(MonitorUser user, string email)
    {
        user.Email = string.IsNullOrWhiteSpace(email) ? null : email.Trim();
        user.NormalizedEmail = user.Email is null ? null : normalizer.NormalizeEmail(user.Email);
    }

    private static string? Refuse(UserForm form) =>
        form.DisplayName.Trim().Length is 0 or > 100 || form.DisplayName.Any(char.IsControl) ? "Give a display name of at most 100 characters."
        : !Roles.All.Contains(form.Role) ? "Choose a role."
        : form.Email.Length > 256 || (form.Email.Trim().Length > 0 && !MailAddressRule.Accepts(form.Email.Trim()))
            ? "This is not an e-mail address, such as anna@example.org: one address alone, without a name."
        : null;

    private static bool Reads(string role) => Roles.PermissionsOf(role).Contains(Permissions.TicketsRead);

    private static bool Same(IReadOnlyList<int> one, IReadOnlyList<int> other) => one.Order().SequenceEqual(other.Order());

    private static object Shown(MonitorUser user, UserForm form) =>
        new { user.UserName, user.DisplayName, user.Email, user.Role, form.TeamIds, form.ScopeGroupIds, form.ScopeTeamIds };
}
