using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Problems;

/// <summary>
/// The only writer of rules: permission, scope, validation, the check that nobody else was faster, the audit, and the end of problems that a change
/// leaves without a reason, all in one transaction.
/// </summary>
public sealed class RuleBook(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public Task<RuleOutcome> SetFleetAsync(Actor actor, RuleEdit edit, CancellationToken cancellationToken) =>
        ChangeAsync(actor, edit.RuleId, edit.Version, null, (db, rule) =>
        {
            var mildest = rule.Definition.Mildest;
            var definition = rule.Definition.WithMildest(mildest with { Limit = edit.Limit, ClearLevel = edit.ClearLevel }) with { For = edit.ForDuration };
            var errors = RuleCheck.Errors(definition);
            if (errors.Count > 0)
            {
                return Task.FromResult(new Edited(RuleOutcome.Invalid(errors)));
            }

            var before = Facts(mildest.Limit, mildest.ClearLevel, rule.Definition.For, rule.Enabled);
            (rule.Definition, rule.Enabled) = (definition, edit.Enabled);
            return Task.FromResult(new Edited(RuleOutcome.Done, "rule.changed", before, Facts(edit.Limit, edit.ClearLevel, edit.ForDuration, edit.Enabled)));
        }, cancellationToken);

    public Task<RuleOutcome> SetOverrideAsync(Actor actor, OverrideEdit edit, CancellationToken cancellationToken) =>
        ChangeAsync(actor, edit.RuleId, edit.Version, edit.Target, async (db, rule) =>
        {
            if (edit is { Limit: null, ClearLevel: null, ForDuration: null, Enabled: null })
            {
                return new Edited(RuleOutcome.Invalid(["Nothing is set: fill in what shall differ, or remove the override."]));
            }

            var set = await RuleSet.ReadAsync(db, cancellationToken);
            var (hostId, groupId) = await WhereAsync(db, edit.Target, cancellationToken);
            var one = await FindAsync(db, rule.Id, edit.Target, cancellationToken);
            var before = one is null ? null : Facts(one, edit.Target);
            one ??= db.RuleOverrides.Add(new RuleOverride { RuleId = rule.Id, GroupId = edit.Target.GroupId, HostId = edit.Target.HostId }).Entity;
            (one.Limit, one.ClearLevel, one.ForDuration, one.Enabled) = (edit.Limit, edit.ClearLevel, edit.ForDuration, edit.Enabled);
            var others = set.OverridesOf(rule).Where(o => o.GroupId != one.GroupId || o.HostId != one.HostId);
            var effective = EffectiveRule.Of(rule, others.Append(one), set.Groups, hostId, groupId);
            var mildest = effective.Steps[0].Step;
            var errors = RuleCheck.Errors(effective.Definition.WithMildest(mildest with { ClearLevel = edit.ClearLevel ?? mildest.ClearLevel }));
            return errors.Count > 0
                ? new Edited(RuleOutcome.Invalid(errors))
                : new Edited(RuleOutcome.Done, "rule.override_set", before, Facts(one, edit.Target));
        }, cancellationToken);

    public Task<RuleOutcome> RemoveOverrideAsync(Actor actor, int ruleId, int version, OverrideTarget target, CancellationToken cancellationToken) =>
        ChangeAsync(actor, ruleId, version, target, async (db, rule) =>
        {
            if (await FindAsync(db, rule.Id, target, cancellationToken) is not { } one)
            {
                return new Edited(RuleOutcome.NotFound);
            }

            db.RuleOverrides.Remove(one);
            return new Edited(RuleOutcome.Done, "rule.override_removed", Facts(one, target), null) { Removed = target };
        }, cancellationToken);

    private async Task<RuleOutcome> ChangeAsync(
        Actor actor, int ruleId, int version, OverrideTarget? target, Func<MonitorDb, Rule, Task<Edited>> change, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.RulesEdit))
        {
            return RuleOutcome.Refused("change rules");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await RuleScope.RefusalAsync(db, actor, target, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rule = await db.Rules.SingleOrDefaultAsync(r => r.Id == ruleId && r.DeletedAt == null, cancellationToken);
        if (rule is null)
        {
            return RuleOutcome.NotFound;
        }

        if (rule.Version != version)
        {
            return RuleOutcome.Conflict;
        }

        var done = await change(db, rule);
        if (!done.Outcome.IsDone)
        {
            return done.Outcome;
        }

        rule.Version++;
        rule.UpdatedAt = time.GetUtcNow();
        audit.Add(db, actor, done.Act, "rule", rule.Key, done.Before, done.After);
        try
        {
            db.RuleVersions.Add(RuleVersion.Of(rule, actor.UserId, done.Act, ""));
            await db.SaveChangesAsync(cancellationToken);
            await EndOrphansAsync(db, rule, done.Removed, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException
            || exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return RuleOutcome.Conflict;
        }

        live.Publish(LiveFeed.Rules);
        ledger.Announce();
        return RuleOutcome.Done;
    }

    /// <summary>Ends the open problems that nobody would judge any more, or whose override is gone.</summary>
    private async Task EndOrphansAsync(MonitorDb db, Rule rule, OverrideTarget? removed, CancellationToken cancellationToken)
    {
        await ledger.WithdrawOrphansAsync(db, cancellationToken);
        if (removed is not { } target)
        {
            return;
        }

        int[] groups = target.GroupId is { } groupId
            ? [.. new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken)).WithDescendants(groupId)]
            : [];
        await ledger.WithdrawAsync(
            db, p => p.RuleId == rule.Id && (p.HostId == target.HostId || db.Hosts.Any(h => h.Id == p.HostId && groups.Contains(h.GroupId))),
            $"The limit that it broke was removed; the rule {rule.Name} judges anew.", cancellationToken);
    }

    private static async Task<(int? HostId, int GroupId)> WhereAsync(MonitorDb db, OverrideTarget target, CancellationToken cancellationToken) =>
        target.HostId is { } hostId
            ? (hostId, await db.Hosts.Where(h => h.Id == hostId).Select(h => h.GroupId).SingleAsync(cancellationToken))
            : (null, target.GroupId!.Value);

    private static Task<RuleOverride?> FindAsync(MonitorDb db, int ruleId, OverrideTarget target, CancellationToken cancellationToken) =>
        db.RuleOverrides.SingleOrDefaultAsync(o => o.RuleId == ruleId && o.GroupId == target.GroupId && o.HostId == target.HostId, cancellationToken);

    private static object Facts(double? limit, double? clear, TimeSpan? held, bool? enabled) => new
    {
        Limit = limit, ClearLevel = clear, For = held is null ? null : DurationText.Of(held.Value), Enabled = enabled,
    };

    private static object Facts(RuleOverride one, OverrideTarget target) => new
    {
        On = string.Create(CultureInfo.InvariantCulture, $"{(target.HostId is null ? "group" : "host")}/{target.HostId ?? target.GroupId}"),
        Values = Facts(one.Limit, one.ClearLevel, one.ForDuration, one.Enabled),
    };

    private sealed record Edited(RuleOutcome Outcome, string Act = "", object? Before = null, object? After = null)
    {
        public OverrideTarget? Removed { get; init; }
    }
}
