using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>What a change of an override did: errors, or its name in the history and what it was before and is after.</summary>
internal sealed record OverrideChange(IReadOnlyList<string> Errors, string Act = "", object? Before = null, object? After = null);

/// <summary>Values of a rule for one group or host, within the caller's transaction.</summary>
internal static class OverrideDesk
{
    public static async Task<OverrideChange> SetAsync(MonitorDb db, Rule rule, OverrideEdit edit, CancellationToken cancellationToken)
    {
        if (edit is { ForDuration: null, Enabled: null } && edit.Steps.All(IsEmpty))
        {
            return new OverrideChange(["Nothing is set: fill in what shall differ, or remove the override."]);
        }

        if (edit.Steps.Select(s => s.Severity).Except(rule.Definition.First.Steps.Select(s => s.Severity)).Any())
        {
            return new OverrideChange(["The rule has no such step. Add the step to the rule first."]);
        }

        var set = await RuleSet.ReadAsync(db, cancellationToken);
        var (hostId, groupId) = await WhereAsync(db, edit.Target, cancellationToken);
        var one = await FindAsync(db, rule.Id, edit.Target, cancellationToken);
        var before = one is null ? null : Facts(one, edit.Target);
        one ??= db.RuleOverrides.Add(new RuleOverride { RuleId = rule.Id, GroupId = edit.Target.GroupId, HostId = edit.Target.HostId }).Entity;
        var mildest = edit.Steps.FirstOrDefault(s => s.Severity == rule.Definition.Mildest.Severity);
        (one.Limit, one.ClearLevel, one.ForDuration, one.Enabled) = (mildest?.Limit, mildest?.ClearLevel, edit.ForDuration, edit.Enabled);
        one.Steps = [.. edit.Steps.Select(s => s == mildest ? s with { Limit = null, ClearLevel = null } : s).Where(s => !IsEmpty(s))];
        var errors = Errors(rule, one, edit, EffectiveRule.Of(rule, set.OverridesOf(rule).Where(o => o.Id != one.Id).Append(one), set.Groups, hostId, groupId));
        return errors.Count > 0 ? new OverrideChange(errors) : new OverrideChange([], Act("set", await NameAsync(db, edit.Target, cancellationToken)), before, Facts(one, edit.Target));
    }

    public static async Task<OverrideChange?> RemoveAsync(MonitorDb db, Rule rule, OverrideTarget target, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, rule.Id, target, cancellationToken) is not { } one)
        {
            return null;
        }

        db.RuleOverrides.Remove(one);
        return new OverrideChange([], Act("removed", await NameAsync(db, target, cancellationToken)), Facts(one, target));
    }

    /// <summary>A clear level that was typed is judged as typed: what counts in the end is pulled to the good side of the limit.</summary>
    private static IReadOnlyList<string> Errors(Rule rule, RuleOverride one, OverrideEdit edit, EffectiveRule effective)
    {
        var steps = effective.Steps.Select((s, i) =>
        {
            var set = one.Of(rule.Definition.First.Steps[i], i == 0);
            return s.Step with { ClearLevel = set.ClearLevel ?? s.Step.ClearLevel, LowClear = set.LowClear ?? s.Step.LowClear };
        });
        var definition = effective.Definition;
        return RuleCheck.Errors(definition.WithFirst(definition.First with { Steps = [.. steps] }) with { For = edit.ForDuration ?? definition.For });
    }

    private static bool IsEmpty(StepOverride step) => step is { Limit: null, ClearLevel: null, Low: null, LowClear: null };

    private static async Task<(int? HostId, int GroupId)> WhereAsync(MonitorDb db, OverrideTarget target, CancellationToken cancellationToken) =>
        target.HostId is { } hostId
            ? (hostId, await db.Hosts.Where(h => h.Id == hostId).Select(h => h.GroupId).SingleAsync(cancellationToken))
            : (null, target.GroupId!.Value);

    private static Task<RuleOverride?> FindAsync(MonitorDb db, int ruleId, OverrideTarget target, CancellationToken cancellationToken) =>
        db.RuleOverrides.SingleOrDefaultAsync(o => o.RuleId == ruleId && o.GroupId == target.GroupId && o.HostId == target.HostId, cancellationToken);

    private static async Task<string> NameAsync(MonitorDb db, OverrideTarget target, CancellationToken cancellationToken) => target.HostId is { } hostId
        ? "host " + await db.Hosts.Where(h => h.Id == hostId).Select(h => h.Name).SingleAsync(cancellationToken)
        : "group " + await db.HostGroups.Where(g => g.Id == target.GroupId).Select(g => g.Name).SingleAsync(cancellationToken);

    private static string Act(string what, string name)
    {
        var act = $"override {what}: {name}";
        return WholeText.Cut(act, 100);
    }

    private static object Facts(RuleOverride one, OverrideTarget target) => new
    {
        On = string.Create(CultureInfo.InvariantCulture, $"{(target.HostId is null ? "group" : "host")}/{target.HostId ?? target.GroupId}"),
        Values = new
        {
            one.Limit, one.ClearLevel, For = one.ForDuration is null ? null : DurationText.Of(one.ForDuration.Value), one.Enabled, Steps = one.Steps.Count > 0 ? one.Steps : null,
        },
    };
}
