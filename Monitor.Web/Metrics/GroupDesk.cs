using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Problems;
using Npgsql;

namespace Monitor.Web.Metrics;

/// <summary>What people do to the tree of host groups. Rules, weights and scopes inherit down it, so the root stays and no branch may become its own parent.</summary>
public sealed class GroupDesk(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, AuditLog audit, LiveFeed live)
{
    public const int NameLength = 100;
    private static readonly HostOutcome BadName = HostOutcome.Invalid($"A group's name has 1 to {NameLength} characters.");
    private static readonly HostOutcome NameTaken = HostOutcome.Conflict("A group of this name is there already, at the same place. Choose another name.");

    public Task<HostOutcome> CreateAsync(Actor actor, int parentId, string name, CancellationToken cancellationToken) =>
        ChangeAsync(actor, async db =>
        {
            if (NameCheck.Clean(name, NameLength) is not { } clean)
            {
                return BadName;
            }

            if (!await db.HostGroups.AnyAsync(g => g.Id == parentId, cancellationToken))
            {
                return HostOutcome.NotFound;
            }

            var group = new HostGroup { Name = clean, ParentId = parentId };
            db.HostGroups.Add(group);
            await db.SaveChangesAsync(cancellationToken);
            audit.Add(db, actor, "host_group.created", "host_group", Id(group.Id), null, new { group.Name, group.ParentId });
            return HostOutcome.Done(group.Id);
        }, cancellationToken);

    public Task<HostOutcome> RenameAsync(Actor actor, int groupId, string name, CancellationToken cancellationToken) =>
        ChangeAsync(actor, groupId, (db, group) =>
        {
            if (NameCheck.Clean(name, NameLength) is not { } clean)
            {
                return Task.FromResult(BadName);
            }

            audit.Add(db, actor, "host_group.renamed", "host_group", Id(groupId), new { group.Name }, new { Name = clean });
            group.Name = clean;
            return Task.FromResult(HostOutcome.Done(groupId));
        }, cancellationToken);

    public Task<HostOutcome> MoveAsync(Actor actor, int groupId, int parentId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, groupId, async (db, group) =>
        {
            // Two moves at once could close a circle that neither sees: one after the other.
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM host_groups WHERE id = {HostGroup.FleetId} FOR UPDATE", cancellationToken);
            var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
            if (groupId == HostGroup.FleetId || tree.WithDescendants(groupId).Contains(parentId))
            {
                return HostOutcome.Invalid("A group cannot stand below itself, and the fleet stands above all. Choose another parent.");
            }

            if (!await db.HostGroups.AnyAsync(g => g.Id == parentId, cancellationToken))
            {
                return HostOutcome.NotFound;
            }

            audit.Add(db, actor, "host_group.moved", "host_group", Id(groupId), new { group.ParentId }, new { ParentId = parentId });
            group.ParentId = parentId;
            return HostOutcome.Done(groupId);
        }, cancellationToken);

    /// <summary>
    /// Its hosts move to the group above; open problems that broke a limit of this group end. Refused while a rule or a runbook is about this group alone: it would go on
    /// looking as if it watched something.
    /// </summary>
    public Task<HostOutcome> DeleteAsync(Actor actor, int groupId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, groupId, async (db, group) =>
        {
            if (groupId == HostGroup.FleetId || group.ParentId is not { } parentId)
            {
                return HostOutcome.Invalid("The fleet is the root of all groups and stays.");
            }

            // Whoever limits a person to it right now waits for this, and then finds it gone.
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM host_groups WHERE id = {groupId} FOR UPDATE", cancellationToken);

            // With its last group gone a person's scope would be empty, and an empty scope is everything.
            if (await db.UserScopes.AnyAsync(s => s.GroupId == groupId, cancellationToken))
            {
                return HostOutcome.Conflict("Some people are limited to this group. Change what they may see first.");
            }

            if (await GroupLeaners.OfAsync(db, groupId, cancellationToken) is { Count: > 0 } leaners)
            {
                return HostOutcome.Conflict($"About this group alone: {GroupLeaners.Listed(leaners)}. Without it that would be there for nobody. Say there first where else it counts, or delete it.");
            }

            var hosts = await db.Hosts.Where(h => h.GroupId == groupId).ToListAsync(cancellationToken);
            var (hostIds, rules) = (hosts.Select(h => h.Id).ToArray(), db.RuleOverrides.Where(o => o.GroupId == groupId).Select(o => o.RuleId));
            await ledger.WithdrawAsync(
                db, p => hostIds.Contains(p.HostId) && rules.Contains(p.RuleId), $"The group {group.Name} was deleted, and its limits with it.", cancellationToken);
            hosts.ForEach(h => h.GroupId = parentId);

            // Whoever still holds one of its tokens brings his host to where the others went.
            await db.EnrolmentTokens.Where(t => t.GroupId == groupId).ExecuteUpdateAsync(set => set.SetProperty(t => t.GroupId, parentId), cancellationToken);
            audit.Add(db, actor, "host_group.deleted", "host_group", Id(groupId), new { group.Name, group.ParentId, Hosts = hostIds.Length }, null);
            db.HostGroups.Remove(group);
            return HostOutcome.Done(groupId);
        }, cancellationToken);

    private Task<HostOutcome> ChangeAsync(
        Actor actor, int groupId, Func<MonitorDb, HostGroup, Task<HostOutcome>> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            actor,
            async db => await db.HostGroups.SingleOrDefaultAsync(g => g.Id == groupId, cancellationToken) is { } group
                ? await change(db, group)
                : HostOutcome.NotFound,
            cancellationToken);

    private async Task<HostOutcome> ChangeAsync(Actor actor, Func<MonitorDb, Task<HostOutcome>> change, CancellationToken cancellationToken)
    {
        // The tree is everybody's: who sees only a part of it does not change it.
        if (!actor.May(Permissions.HostsManage) || actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0)
        {
            return HostOutcome.Refused;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var outcome = await change(db);
            if (outcome.IsDone)
            {
                await db.SaveChangesAsync(cancellationToken);
                await ledger.WithdrawOrphansAsync(db, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                live.Publish(LiveFeed.Hosts);
                ledger.Announce();
            }

            return outcome;
        }
        catch (DbUpdateConcurrencyException)
        {
            return HostOutcome.Conflict("Somebody worked on a ticket of these hosts at the same moment. Nothing was changed; do it again.");
        }
        catch (DbUpdateException failure) when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return NameTaken;
        }
        catch (DbUpdateException failure) when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation })
        {
            return HostOutcome.Conflict("The group still has groups below it or a service level for its hosts. Move, remove or change them first.");
        }
    }

    private static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);
}
