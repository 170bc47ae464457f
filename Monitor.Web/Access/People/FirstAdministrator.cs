using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Access.People;

/// <summary>
/// Makes the first administrator on an empty database, before the application listens. Two nodes that start at once are kept apart by an
/// advisory lock. A generated password goes to the console alone, once, never to a log.
/// </summary>
internal sealed class FirstAdministrator(
    IDbContextFactory<MonitorDb> contexts, IPasswordHasher<MonitorUser> hasher, ILookupNormalizer normalizer, AuditLog audit, TimeProvider time,
    IConfiguration configuration) : IHostedService
{
    public const string Variable = "MONITOR_ADMIN_PASSWORD";

    private const long LockKey = 0x4D6F6E41646D696E; // "MonAdmin"

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Checked whether or not it is still needed: a bad value in the environment is a mistake to mend now.
        var given = configuration[Variable];
        if (given is not null && PasswordRule.Refuse(given, MonitorUserNames.FirstAdministrator) is { } reason)
        {
            throw new StartupException($"the setting {Variable} is wrong: {reason} Or unset it, and a password is generated and printed at the first start.", "wrong setting");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken);
        if (await db.Users.AnyAsync(u => u.Role == Roles.Admin, cancellationToken))
        {
            return;
        }

        var password = given ?? Secret.NewText()[..24];
        var user = NewUser.Make(MonitorUserNames.FirstAdministrator, "Administrator", Roles.Admin, normalizer, time);
        user.PasswordHash = hasher.HashPassword(user, password);
        db.Users.Add(user);
        audit.Add(db, Actor.System, "user.created", "user", MonitorUserNames.FirstAdministrator, null, new { user.UserName, user.Role });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (given is null)
        {
            await Console.Out.WriteLineAsync($"\n  First start. Sign in as {MonitorUserNames.FirstAdministrator} with the password {password}\n  It is shown this once; change it on the profile page.\n");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
