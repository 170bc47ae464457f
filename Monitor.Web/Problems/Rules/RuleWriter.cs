using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Rules;

/// <summary>
/// Writes one change of one rule within the caller's transaction: the rule, its version with who and why, the audit, and the end of the problems that the
/// change leaves without a reason.
/// </summary>
internal sealed class RuleWriter(ProblemLedger ledger, AuditLog audit, TimeProvider time)
{
    public async Task<Rule> AddAsync(MonitorDb db, RuleAuthor author, RuleDraft draft, CancellationToken cancellationToken)
    {
        var rule = new Rule
        {
            Key = draft.Key, Name = draft.Name, Description = draft.Description, Enabled = draft.Enabled, Definition = draft.Definition,
            UpdatedAt = time.GetUtcNow(),
        };
        db.Rules.Add(rule);
        await db.SaveChangesAsync(cancellationToken);
        db.RuleVersions.Add(RuleVersion.Of(rule, author.UserId, author.Act, author.Reason));
        audit.Add(db, author.Actor, "rule.created", "rule", rule.Key, null, Facts(draft, author.Reason));
        await db.SaveChangesAsync(cancellationToken);
        return rule;
    }

    public async Task ReplaceAsync(MonitorDb db, RuleAuthor author, Rule rule, RuleDraft draft, CancellationToken cancellationToken)
    {
        var before = Facts(RuleDraft.Of(rule), null);
        (rule.Name, rule.Description, rule.Enabled, rule.Definition) = (draft.Name, draft.Description, draft.Enabled, draft.Definition);
        rule.DeletedAt = null;
        audit.Add(db, author.Actor, "rule.changed", "rule", rule.Key, before, Facts(draft, author.Reason));
        await KeepAsync(db, author, rule, cancellationToken);
        await EndOrphansAsync(db, rule, null, cancellationToken);
    }

    public async Task DeleteAsync(MonitorDb db, RuleAuthor author, Rule rule, CancellationToken cancellationToken)
    {
        rule.DeletedAt = time.GetUtcNow();
        audit.Add(db, author.Actor, "rule.deleted", "rule", rule.Key, Facts(RuleDraft.Of(rule), null), new { author.Reason });
        await KeepAsync(db, author, rule, cancellationToken);
        await EndOrphansAsync(db, rule, null, cancellationToken);
    }

    /// <summary>An override was set or, where <paramref name="removed"/> says so, taken away.</summary>
    public async Task BendAsync(
        MonitorDb db, RuleAuthor author, Rule rule, (object? Before, object? After) facts, OverrideTarget? removed, CancellationToken cancellationToken)
    {
        audit.Add(db, author.Actor, facts.After is null ? "rule.override_removed" : "rule.override_set", "rule", rule.Key, facts.Before, facts.After);
        await KeepAsync(db, author, rule, cancellationToken);
        await EndOrphansAsync(db, rule, removed, cancellationToken);
    }

    private async Task KeepAsync(MonitorDb db, RuleAuthor author, Rule rule, CancellationToken cancellationToken)
    {
        rule.Version++;
        rule.UpdatedAt = time.GetUtcNow();
        db.RuleVersions.Add(RuleVersion.Of(rule, author.UserId, author.Act, author.Reason));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Ends the open problems that nobody would judge any more, or whose override is gone.</summary>
    private async Task EndOrphansAsync(MonitorDb db, Rule rule, OverrideTarget? removed, CancellationToken cancellationToken)
    {
        if (rule.DeletedAt is not null)
        {
            await ledger.WithdrawAsync(db, p => p.RuleId == rule.Id, $"The rule {rule.Name} was deleted.", cancellationToken);
        }

        await ledger.WithdrawOrphansAsync(db, cancellationToken);
        if (removed is { } target)
        {
            int[] groups = target.GroupId is { } groupId
                ? [.. new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken)).WithDescendants(groupId)]
                : [];
            await ledger.WithdrawAsync(
                db, p => p.RuleId == rule.Id && (p.HostId == target.HostId || db.Hosts.Any(h => h.Id == p.HostId && groups.Contains(h.GroupId))),
                $"The limit that it broke was removed; the rule {rule.Name} judges anew.", cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static object Facts(RuleDraft draft, string? reason) => new { draft.Name, draft.Enabled, Says = RuleSentence.Of(draft.Definition), Reason = reason, draft.Definition };
}

/// <summary>Who changes a rule, what the act is called in its history, and why.</summary>
internal sealed record RuleAuthor(Actor Actor, string Act, string Reason)
{
    public int? UserId => Actor.UserId;
}
