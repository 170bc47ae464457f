using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Problems.Rules.Yaml;
using Npgsql;

namespace Monitor.Web.Problems.Rules;

/// <summary>
/// The only door through which rules change: permission, scope, validation, the check that nobody else was faster, and everything that belongs to a change
/// in one transaction. Every act asks for its reason.
/// </summary>
public sealed class RuleBook(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int LongestReason = 1000;

    private readonly RuleWriter _writer = new(ledger, audit, time);

    public Task<RuleOutcome> CreateAsync(Actor actor, RuleDraft draft, string reason, CancellationToken cancellationToken) =>
        WithinAsync(actor, null, reason, async db =>
        {
            if (await RuleDraftCheck.ErrorsAsync(db, draft, cancellationToken) is { Count: > 0 } errors)
            {
                return RuleOutcome.Invalid(errors);
            }

            if (await db.Rules.AnyAsync(r => r.Key == draft.Key && r.DeletedAt == null, cancellationToken))
            {
                return RuleOutcome.Invalid([$"There is a rule with the key {draft.Key} already. Choose another key."]);
            }

            await _writer.AddAsync(db, new RuleAuthor(actor, "created", reason), draft, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    public Task<RuleOutcome> ChangeAsync(Actor actor, RuleAt at, RuleDraft draft, string reason, CancellationToken cancellationToken) =>
        WithRuleAsync(actor, at, null, reason, async (db, rule) =>
        {
            if (draft.Key != rule.Key)
            {
                return RuleOutcome.Invalid(["The key of a rule stays: problems and tickets are known by it. Clone the rule to have another key."]);
            }

            if (await RuleDraftCheck.ErrorsAsync(db, draft, cancellationToken) is { Count: > 0 } errors)
            {
                return RuleOutcome.Invalid(errors);
            }

            await _writer.ReplaceAsync(db, new RuleAuthor(actor, "changed", reason), rule, draft, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    public Task<RuleOutcome> SwitchAsync(Actor actor, RuleAt at, bool enabled, string reason, CancellationToken cancellationToken) =>
        WithRuleAsync(actor, at, null, reason, async (db, rule) =>
        {
            var act = enabled ? "switched on" : "switched off";
            await _writer.ReplaceAsync(db, new RuleAuthor(actor, act, reason), rule, RuleDraft.Of(rule) with { Enabled = enabled }, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    public Task<RuleOutcome> DeleteAsync(Actor actor, RuleAt at, string reason, CancellationToken cancellationToken) =>
        WithRuleAsync(actor, at, null, reason, async (db, rule) =>
        {
            if (rule.DeletedAt is not null)
            {
                return RuleOutcome.NotFound;
            }

            await _writer.DeleteAsync(db, new RuleAuthor(actor, "deleted", reason), rule, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    /// <summary>Makes a new version with the content of an old one; a deleted rule comes back by it.</summary>
    public Task<RuleOutcome> UndoAsync(Actor actor, RuleAt at, int toVersion, string reason, CancellationToken cancellationToken) =>
        WithRuleAsync(actor, at, null, reason, async (db, rule) =>
        {
            var old = await db.RuleVersions.AsNoTracking().SingleOrDefaultAsync(v => v.RuleId == rule.Id && v.Version == toVersion, cancellationToken);
            if (old is null)
            {
                return RuleOutcome.NotFound;
            }

            var draft = new RuleDraft { Key = rule.Key, Name = old.Name, Description = old.Description, Enabled = old.Enabled, Definition = old.Definition };
            if (await RuleDraftCheck.ErrorsAsync(db, draft, cancellationToken) is { Count: > 0 } errors)
            {
                return RuleOutcome.Invalid(errors);
            }

            var act = string.Create(CultureInfo.InvariantCulture, $"back to version {toVersion}");
            await _writer.ReplaceAsync(db, new RuleAuthor(actor, act, reason), rule, draft, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    /// <summary>What an import would change, without changing anything.</summary>
    public async Task<RuleImport> PreviewAsync(Actor actor, string yaml, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.RulesEdit))
        {
            return RuleImport.Refused(RuleOutcome.Refused("import rules").Messages);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RuleScope.RefusalAsync(db, actor, null, cancellationToken) is { } refusal
            ? RuleImport.Refused(refusal.Messages)
            : await RuleImport.ReadAsync(db, yaml, cancellationToken);
    }

    /// <summary>All of it or nothing. <paramref name="stamp"/> is that of the preview: whatever changed since then is a conflict; null takes it as it comes.</summary>
    public Task<RuleOutcome> ImportAsync(Actor actor, string yaml, string? stamp, string reason, CancellationToken cancellationToken) =>
        WithinAsync(actor, null, reason, async db =>
        {
            var import = await RuleImport.ReadAsync(db, yaml, cancellationToken);
            if (import.Errors.Count > 0)
            {
                return RuleOutcome.Invalid(import.Errors);
            }

            if (stamp is not null && stamp != import.Stamp)
            {
                return RuleOutcome.Conflict;
            }

            var author = new RuleAuthor(actor, "imported", reason);
            foreach (var change in import.Changes)
            {
                if (change.Before is null)
                {
                    await _writer.AddAsync(db, author, change.Draft, cancellationToken);
                }
                else if (change.IsChange)
                {
                    var rule = await db.Rules.SingleAsync(r => r.Id == change.Before.Id, cancellationToken);
                    await _writer.ReplaceAsync(db, author, rule, change.Draft, cancellationToken);
                }
            }

            return RuleOutcome.Done;
        }, cancellationToken);

    public Task<RuleOutcome> SetOverrideAsync(Actor actor, OverrideEdit edit, CancellationToken cancellationToken) =>
        WithRuleAsync(actor, edit.At, edit.Target, edit.Reason, async (db, rule) =>
        {
            var errors = await OverrideDesk.SetAsync(db, rule, edit, cancellationToken);
            if (errors.Errors.Count > 0)
            {
                return RuleOutcome.Invalid(errors.Errors);
            }

            await _writer.BendAsync(db, new RuleAuthor(actor, errors.Act, edit.Reason), rule, (errors.Before, errors.After), null, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    public Task<RuleOutcome> RemoveOverrideAsync(Actor actor, RuleAt at, OverrideTarget target, string reason, CancellationToken cancellationToken) =>
        WithRuleAsync(actor, at, target, reason, async (db, rule) =>
        {
            if (await OverrideDesk.RemoveAsync(db, rule, target, cancellationToken) is not { } removed)
            {
                return RuleOutcome.NotFound;
            }

            await _writer.BendAsync(db, new RuleAuthor(actor, removed.Act, reason), rule, (removed.Before, null), target, cancellationToken);
            return RuleOutcome.Done;
        }, cancellationToken);

    private Task<RuleOutcome> WithRuleAsync(
        Actor actor, RuleAt at, OverrideTarget? target, string reason, Func<MonitorDb, Rule, Task<RuleOutcome>> change, CancellationToken cancellationToken) =>
        WithinAsync(actor, target, reason, async db =>
        {
            var rule = await db.Rules.SingleOrDefaultAsync(r => r.Id == at.RuleId, cancellationToken);
            return rule is null ? RuleOutcome.NotFound : rule.Version != at.Version ? RuleOutcome.Conflict : await change(db, rule);
        }, cancellationToken);

    private async Task<RuleOutcome> WithinAsync(
        Actor actor, OverrideTarget? target, string reason, Func<MonitorDb, Task<RuleOutcome>> change, CancellationToken cancellationToken)
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

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
        {
            return RuleOutcome.Invalid([$"Say why, in at most {LongestReason} characters: it stays in the rule's history."]);
        }

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var outcome = await change(db);
            if (!outcome.IsDone)
            {
                return outcome;
            }

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
}
