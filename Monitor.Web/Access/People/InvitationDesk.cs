using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.People;

/// <summary>One-time links with which a person chooses a password: after an invitation, or when the old one is lost.</summary>
internal sealed class InvitationDesk(
    IDbContextFactory<MonitorDb> contexts, IPasswordHasher<MonitorUser> hasher, AuditLog audit, IOptions<AccessOptions> options, TimeProvider time)
{
    public const string Path = "/invite/";

    /// <summary>Adds a link to the caller's transaction; earlier links of the person stop working. The link's path is valid once the caller committed.</summary>
    public async Task<string> AddAsync(MonitorDb db, Actor actor, MonitorUser user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var earlier in await db.Invitations.Where(i => i.UserId == user.Id && i.UsedAt == null).ToListAsync(cancellationToken))
        {
            earlier.UsedAt = now;
        }

        var text = Secret.NewText();
        var invitation = new Invitation
        {
            UserId = user.Id, SecretHash = Secret.Hash(text), CreatedByUserId = actor.UserId ?? 0, CreatedAt = now,
            ExpiresAt = now + TimeSpan.FromDays(options.Value.InvitationDays),
        };
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync(cancellationToken);
        return Path + new Secret(Secret.InvitationPrefix, invitation.Id, text).Format();
    }

    /// <summary>The name of the person whom a link is for; null when the link is wrong, used, too old or the account disabled.</summary>
    public async Task<string?> FindAsync(string link, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, link, cancellationToken) is { } found ? found.User.UserName : null;
    }

    /// <summary>Sets the password and uses the link up. Returns why not as a sentence, or null when it is done.</summary>
    public async Task<string?> AcceptAsync(string link, string password, string address, CancellationToken cancellationToken)
    {
        const string Gone = "This link was used already or is too old. Ask an administrator for a new one.";
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await FindAsync(db, link, cancellationToken) is not { } found)
        {
            return Gone;
        }

        var (invitation, user) = found;
        if (PasswordRule.Refuse(password, user.UserName!) is { } reason)
        {
            return reason;
        }

        // Of two who open the same link at once, one changes this row and the other finds it changed.
        var now = time.GetUtcNow();
        if (await db.Invitations.Where(i => i.Id == invitation.Id && i.UsedAt == null).ExecuteUpdateAsync(s => s.SetProperty(i => i.UsedAt, now), cancellationToken) != 1)
        {
            return Gone;
        }

        user.PasswordHash = hasher.HashPassword(user, password);
        await Revocation.EndEverythingAsync(db, user, now, cancellationToken);
        audit.Add(db, new Actor(user.Id, user.UserName!, user.Role, address), "user.password_set", "user", IdText.Of(user.Id), null, new { by = "link" });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private async Task<(Invitation Invitation, MonitorUser User)?> FindAsync(MonitorDb db, string link, CancellationToken cancellationToken)
    {
        if (!Secret.TryParse(link, Secret.InvitationPrefix, out var secret))
        {
            return null;
        }

        var invitation = await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == secret.Id, cancellationToken);
        var matches = secret.Matches(invitation?.SecretHash ?? new byte[32]);
        if (invitation is null || !matches || invitation.UsedAt is not null || invitation.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == invitation.UserId && u.DisabledAt == null, cancellationToken);
        return user is null ? null : (invitation, user);
    }
}
