using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;

namespace Monitor.Web.Access.Sessions;

/// <summary>
/// For what stays open longer than a request: whether the session or the token it began with still stands. A request is checked when it begins; what goes on
/// must ask again.
/// </summary>
internal sealed class StandingCheck(
    IDbContextFactory<MonitorDb> contexts, IOptions<IdentityOptions> identity, IConfiguration configuration, TimeProvider time)
{
    /// <summary>A browser sends its cookie with a handshake from any page; only our own pages are welcome. Programs name no origin.</summary>
    public bool IsOwnPage(HttpRequest request) => OriginCheck.IsOwn(request, configuration["Server:PublicUrl"]);

    public async Task<bool> StandsAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.FindFirstValue(AccessClaims.TokenId) is not { } token)
        {
            return await SessionState.IsCurrentAsync(principal, contexts, identity.Value, cancellationToken);
        }

        var id = int.Parse(token, CultureInfo.InvariantCulture);
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ApiTokens.Where(t => t.Id == id && t.RevokedAt == null && t.ExpiresAt > now)
            .Join(db.Users.Where(u => u.DisabledAt == null), t => t.UserId, u => u.Id, (t, u) => t.Id).AnyAsync(cancellationToken);
    }
}
