using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Web.Hosting;

namespace Monitor.Web.Access.Sessions;

/// <summary>
/// Looks again, while a circuit is open, whether its person may still be there. Every act that takes away rights gives the account a new
/// security stamp, so the stamp answers for disabling, a new role, new scopes, a new password and "sign out everywhere" alike.
/// </summary>
internal sealed class SessionState(ILoggerFactory loggers, IDbContextFactory<MonitorDb> contexts, IOptions<IdentityOptions> options)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<SessionState>();

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(20);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState state, CancellationToken cancellationToken) =>
        MayStayAsync(state.User, cancellationToken);

    /// <summary>Where the database does not answer, nobody is sent away for that; every act is checked anyway, and fails meanwhile.</summary>
    internal async Task<bool> MayStayAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        try
        {
            return await IsCurrentAsync(principal, contexts, options.Value, cancellationToken);
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _logger.LogWarning(fault, "Could not look whether an open screen may go on; asking again in {Seconds} s", RevalidationInterval.TotalSeconds);
            return true;
        }
    }

    public static async Task<bool> IsCurrentAsync(
        ClaimsPrincipal principal, IDbContextFactory<MonitorDb> contexts, IdentityOptions options, CancellationToken cancellationToken)
    {
        if (principal.UserId() is not { } userId)
        {
            return false;
        }

        var stamp = principal.FindFirstValue(options.ClaimsIdentity.SecurityStampClaimType);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AnyAsync(u => u.Id == userId && u.DisabledAt == null && u.SecurityStamp == stamp, cancellationToken);
    }
}
