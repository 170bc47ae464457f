using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Metrics;

/// <summary>Enrols the machine that the server itself runs on, without a token: whoever runs the server may write to its database anyway.</summary>
public sealed class LocalHostEnrolment(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    public async Task<LocalCredential?> EnrolAsync(Guid hostKey, string hostName, string? credential, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var host = await db.Hosts.SingleOrDefaultAsync(h => h.Key == hostKey, cancellationToken);
        if (host is { RetiredAt: not null })
        {
            return null;
        }

        if (host is not null && await IsGoodAsync(db, host, credential, cancellationToken))
        {
            return new LocalCredential(host.Id, host.Key, host.Name, credential!);
        }

        if (host is null)
        {
            host = new Host { Key = hostKey, Name = hostName, GroupId = HostGroup.FleetId, CreatedAt = time.GetUtcNow() };
            db.Hosts.Add(host);
            await db.SaveChangesAsync(cancellationToken);
        }

        var text = Secret.NewText();
        var key = new AgentKey { HostId = host.Id, SecretHash = Secret.Hash(text), CreatedAt = time.GetUtcNow() };
        db.AgentKeys.Add(key);
        audit.Add(db, Actor.System, "host.enrolled", "host", host.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), null, new { host.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new LocalCredential(host.Id, host.Key, host.Name, new Secret(Secret.AgentKeyPrefix, key.Id, text).Format());
    }

    private async Task<bool> IsGoodAsync(MonitorDb db, Host host, string? credential, CancellationToken cancellationToken)
    {
        if (!Secret.TryParse(credential, Secret.AgentKeyPrefix, out var secret))
        {
            return false;
        }

        var key = await db.AgentKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Id == secret.Id && k.HostId == host.Id, cancellationToken);
        return key is not null && secret.Matches(key.SecretHash) && (key.RevokedAt is null || key.RevokedAt > time.GetUtcNow());
    }
}
