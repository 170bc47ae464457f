using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.Account;

namespace Monitor.Web.Access.People;

/// <summary>What people change about themselves. Each command returns why not as a sentence, or null when it is done.</summary>
internal sealed class ProfileDesk(
    IDbContextFactory<MonitorDb> contexts, SignInDesk signIn, IPasswordHasher<MonitorUser> hasher, AuditLog audit, TimeProvider time)
{
    public async Task<string?> ChangeAsync(Actor actor, string displayName, string timeZone, string culture, bool wantsMail, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        if (displayName.Trim().Length is 0 or > 100 || displayName.Any(char.IsControl))
        {
            return "Give a display name of at most 100 characters.";
        }

        if (timeZone.Length > 0 && (timeZone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)))
        {
            return "Choose a time zone from the list, such as Europe/Berlin, or leave it to the browser.";
        }

        if (culture.Length > 0 && !CultureInfo.GetCultures(CultureTypes.SpecificCultures).Any(c => c.Name == culture))
        {
            return "Choose a region from the list for the dates, such as de-DE, or leave it empty.";
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.SingleAsync(u => u.Id == actor.UserId, cancellationToken);
        var before = new { user.DisplayName, user.TimeZone, user.Culture, user.WantsMail };
        (user.DisplayName, user.TimeZone, user.Culture, user.WantsMail) = (displayName.Trim(), timeZone, culture, wantsMail);
        audit.Add(db, actor, "profile.changed", "user", IdText.Of(user.Id), before, new { user.DisplayName, user.TimeZone, user.Culture, user.WantsMail });
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>Ends every other session, every circuit and every API token of the person; gives back the account with its new stamp.</summary>
    public async Task<(MonitorUser? User, string? Problem)> ChangePasswordAsync(Actor actor, string current, string chosen, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.SingleAsync(u => u.Id == actor.UserId, cancellationToken);
        if (!await signIn.KnowsAsync(user, current, actor.Address, cancellationToken))
        {
            return (null, "The current password is wrong, or was wrong too often: then wait 15 minutes.");
        }

        if ((PasswordRule.Refuse(chosen, user.UserName!) ?? (chosen == current ? "Choose a password that differs from the current one." : null)) is { } reason)
        {
            return (null, reason);
        }

        user.PasswordHash = hasher.HashPassword(user, chosen);
        await Revocation.EndEverythingAsync(db, user, time.GetUtcNow(), cancellationToken);
        audit.Add(db, actor, "user.password_set", "user", IdText.Of(user.Id), null, new { by = "self" });
        await db.SaveChangesAsync(cancellationToken);
        return (user, null);
    }

    public async Task SignOutEverywhereAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.SingleAsync(u => u.Id == actor.UserId, cancellationToken);
        NewUser.NewStamp(user);
        audit.Add(db, actor, "user.signed_out_everywhere", "user", IdText.Of(user.Id), null, null);
        await db.SaveChangesAsync(cancellationToken);
    }
}
