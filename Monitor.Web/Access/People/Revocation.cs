using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Access.People;

/// <summary>What ends when rights are taken away or a password changes: sessions and circuits by a new stamp, API tokens by revoking them, links to choose a password by using them up.</summary>
internal static class Revocation
{
    /// <summary>Part of the caller's transaction: it must save.</summary>
    public static async Task EndEverythingAsync(MonitorDb db, MonitorUser user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        NewUser.NewStamp(user);
        foreach (var token in await db.ApiTokens.Where(t => t.UserId == user.Id && t.RevokedAt == null && t.ExpiresAt > now).ToListAsync(cancellationToken))
        {
            token.RevokedAt = now;
        }

        foreach (var link in await db.Invitations.Where(i => i.UserId == user.Id && i.UsedAt == null).ToListAsync(cancellationToken))
        {
            link.UsedAt = now;
        }
    }
}
