using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Metrics;

/// <summary>How a host joins: an administrator makes a one-time token, an agent comes with it once and goes with a host and a key of its own.</summary>
public sealed class EnrolmentDesk(
    IDbContextFactory<MonitorDb> contexts, AuditLog audit, AgentKeyDesk keys, InventoryDesk inventories, LiveFeed live, TimeProvider time)
{
    public static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);
    private const int IntervalSeconds = 2;

    /// <summary>The token's text is in the outcome, this once.</summary>
    public async Task<HostOutcome> CreateTokenAsync(Actor actor, int groupId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.HostsManage))
        {
            return HostOutcome.Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.HostGroups.VisibleGroups(actor, db).AnyAsync(g => g.Id == groupId, cancellationToken))
        {
            return HostOutcome.Invalid("There is no such group. Choose one from the list.");
        }

        var now = time.GetUtcNow();
        var text = Secret.NewText();
        var token = new EnrolmentToken
        {
            SecretHash = Secret.Hash(text), GroupId = groupId, CreatedByUserId = actor.UserId, CreatedAt = now, ExpiresAt = now + TokenLife,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.EnrolmentTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        audit.Add(db, actor, "enrolment_token.created", "enrolment_token", Id(token.Id), null, new { token.GroupId, token.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return HostOutcome.Done(token.Id) with { Secret = new Secret(Secret.EnrolmentPrefix, token.Id, text).Format() };
    }

    /// <summary>Null when the token is unknown, wrong, expired or used: all are told alike.</summary>
    public async Task<EnrolAnswer?> EnrolAsync(string? credential, EnrolRequest request, string address, CancellationToken cancellationToken)
    {
        if (!Secret.TryParse(credential, Secret.EnrolmentPrefix, out var secret))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var token = await db.EnrolmentTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == secret.Id, cancellationToken);
        if (!secret.Matches(token?.SecretHash ?? new byte[32]) || token is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The row decides who was first; the other waits here for its lock and then finds the token used.
        var taken = await db.EnrolmentTokens.Where(t => t.Id == token.Id && t.UsedAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.UsedAt, now), cancellationToken);
        if (taken == 0)
        {
            return null;
        }

        var host = new Host { Key = Guid.NewGuid(), Name = request.Name, GroupId = token.GroupId, CreatedAt = now };
        db.Hosts.Add(host);
        await db.SaveChangesAsync(cancellationToken);
        var (key, text) = await keys.AddAsync(db, host.Id, cancellationToken);
        await db.EnrolmentTokens.Where(t => t.Id == token.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.HostId, host.Id), cancellationToken);
        if (HostInventoryText.From(request.Inventory, host.Id) is { } inventory)
        {
            await inventories.KeepAsync(db, inventory, cancellationToken);
        }

        audit.Add(
            db, AgentKeyDesk.Agent(host.Id, address), "host.enrolled", "host", Id(host.Id), null,
            new { host.Name, host.GroupId, TokenId = token.Id, KeyId = key.Id });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Hosts);
        return new EnrolAnswer(host.Id, host.Key, text, host.Name, IntervalSeconds);
    }

    private static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);
}
