using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Layout;

/// <summary>What the page frame needs to know of the person and of the installation.</summary>
public sealed class ShellProfile(IDbContextFactory<MonitorDb> contexts, IConfiguration configuration)
{
    /// <summary>True for `./monitor demo`: generated data in a database of its own.</summary>
    public bool IsDemo { get; } = configuration.GetValue<bool>("Demo:Enabled");

    /// <summary>Role, time zone (empty: as the browser says) and the way to write dates (empty: the usual one); all empty for somebody who is not known.</summary>
    public async Task<(string Role, string TimeZone, string Culture)> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (!int.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return ("", "", "");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Users.AsNoTracking().Where(u => u.Id == id).Select(u => new { u.Role, u.TimeZone, u.Culture }).SingleOrDefaultAsync(cancellationToken);
        return (found?.Role ?? "", found?.TimeZone ?? "", found?.Culture ?? "");
    }
}
