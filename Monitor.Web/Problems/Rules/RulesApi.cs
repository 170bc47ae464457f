using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Rules;

/// <summary>Rules over HTTP: the same book as the screens, so the same permissions, checks and history.</summary>
internal static class RulesApi
{
    public sealed record RuleRequest(string? Key, string? Name, string? Description, bool? Enabled, JsonElement? Definition, int? Version, string? Reason);

    public sealed record UndoRequest(int? To, int? Version, string? Reason);

    public sealed record OverrideRequest(
        int? GroupId, int? HostId, IReadOnlyList<StepRequest>? Steps, double? ForSeconds, bool? Enabled, int? Version, string? Reason);

    public sealed record StepRequest(string? Severity, double? Limit, double? ClearLevel, double? Low, double? LowClear);

    public static void Map(IEndpointRouteBuilder app)
    {
        var read = app.MapGroup("/api/v1/rules").RequireAuthorization(Permissions.RulesRead).WithTags("rules");
        read.MapGet("", ListAsync).WithSummary("Rules with their overrides for groups and hosts.");
        read.MapGet("/{key}", GetAsync).WithSummary("One rule.");
        read.MapGet("/{key}/versions", VersionsAsync).WithSummary("What the rule was before, newest first, with who and why.");
        var write = app.MapGroup("/api/v1/rules").RequireAuthorization(Permissions.RulesEdit).WithTags("rules");
        write.MapPost("", CreateAsync).WithSummary("Makes a rule.");
        write.MapPut("/{key}", ChangeAsync).WithSummary("Changes a rule; `version` is the one that the change is based on.");
        write.MapDelete("/{key}", DeleteAsync).WithSummary("Deletes a rule; its open problems end with the reason.");
        write.MapPost("/{key}/undo", UndoAsync).WithSummary("Makes an old version of the rule the newest one.");
        write.MapPut("/{key}/overrides", BendAsync).WithSummary("Sets values of a rule for one group or host.");
        write.MapDelete("/{key}/overrides", UnbendAsync).WithSummary("Takes away what is set for one group or host.");
        RuleFilesApi.Map(app, read, write);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user, AccessGate gate, RuleQueries queries, CancellationToken cancellationToken, int limit = 100, int after = 0)
    {
        if (limit is < 1 or > 500)
        {
            return RuleProblem.Invalid("`limit` is a number from 1 to 500.");
        }

        var actor = await gate.RequireAsync(user, Permissions.RulesRead, cancellationToken);
        var (rules, hosts, _) = await queries.ReadAsync(actor, cancellationToken);
        var visible = hosts.Select(h => h.Id).ToHashSet();
        var page = rules.Rules.Where(r => r.Id > after).OrderBy(r => r.Id).Take(limit + 1).ToList();
        var next = page.Count > limit ? page[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok<object>(new { Items = page.Take(limit).Select(r => RuleShape.Of(r, rules.OverridesOf(r), visible)).ToList(), Next = next });
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> GetAsync(
        string key, ClaimsPrincipal user, AccessGate gate, RuleQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesRead, cancellationToken);
        return await ShowAsync(actor, key, queries, cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> VersionsAsync(
        string key, ClaimsPrincipal user, AccessGate gate, RuleQueries queries, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, Permissions.RulesRead, cancellationToken);
        return await queries.FindAsync(key, cancellationToken) is { } rule
            ? TypedResults.Ok<object>(new { Items = (await queries.HistoryAsync(rule.Id, cancellationToken)).Select(RuleShape.Of).ToList(), Next = (string?)null })
            : RuleProblem.NotFound();
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> CreateAsync(
        RuleRequest request, ClaimsPrincipal user, AccessGate gate, RuleBook book, RuleQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        return TryDraft(request, request.Key ?? "", out var draft, out var problem)
            ? await AnswerAsync(actor, draft!.Key, await book.CreateAsync(actor, draft, request.Reason ?? "", cancellationToken), queries, cancellationToken)
            : RuleProblem.Invalid(problem);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ChangeAsync(
        string key, RuleRequest request, ClaimsPrincipal user, AccessGate gate, RuleBook book, RuleQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        return !TryDraft(request, request.Key ?? key, out var draft, out var problem)
            ? RuleProblem.Invalid(problem)
            : await WithRuleAsync(actor, key, request.Version, queries, at => book.ChangeAsync(actor, at, draft!, request.Reason ?? "", cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> DeleteAsync(
        string key, ClaimsPrincipal user, AccessGate gate, RuleBook book, RuleQueries queries, CancellationToken cancellationToken, int? version = null, string? reason = null)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        return await WithRuleAsync(actor, key, version, queries, at => book.DeleteAsync(actor, at, reason ?? "", cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> UndoAsync(
        string key, UndoRequest request, ClaimsPrincipal user, AccessGate gate, RuleBook book, RuleQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        return request.To is not { } to
            ? RuleProblem.Invalid("`to` is the number of the version to go back to.")
            : await WithRuleAsync(actor, key, request.Version, queries, at => book.UndoAsync(actor, at, to, request.Reason ?? "", cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> BendAsync(
        string key, OverrideRequest request, ClaimsPrincipal user, AccessGate gate, RuleBook book, RuleQueries queries, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        if (request.GroupId is null == request.HostId is null)
        {
            return RuleProblem.Invalid("Name either `groupId` or `hostId`.");
        }

        if (request.ForSeconds is { } seconds && !(seconds >= 0 && seconds <= 86_400))
        {
            return RuleProblem.Invalid("`forSeconds` is between 0 and 86400.");
        }

        if (!TrySteps(request.Steps ?? [], out var steps))
        {
            return RuleProblem.Invalid($"Each of `steps` has a `severity`: {string.Join(", ", Enum.GetNames<Severity>())}.");
        }

        return await WithRuleAsync(actor, key, request.Version, queries, at => book.SetOverrideAsync(
            actor,
            new OverrideEdit(at, new OverrideTarget(request.GroupId, request.HostId), request.Reason ?? "")
            {
                Steps = steps, ForDuration = request.ForSeconds is { } held ? TimeSpan.FromSeconds(held) : null, Enabled = request.Enabled,
            },
            cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> UnbendAsync(
        string key, ClaimsPrincipal user, AccessGate gate, RuleBook book, RuleQueries queries, CancellationToken cancellationToken,
        int? groupId = null, int? hostId = null, int? version = null, string? reason = null)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        return groupId is null == hostId is null
            ? RuleProblem.Invalid("Name either `groupId` or `hostId`.")
            : await WithRuleAsync(
                actor, key, version, queries, at => book.RemoveOverrideAsync(actor, at, new OverrideTarget(groupId, hostId), reason ?? "", cancellationToken), cancellationToken);
    }

    private static bool TrySteps(IReadOnlyList<StepRequest> asked, out List<StepOverride> steps)
    {
        steps = [];
        foreach (var step in asked)
        {
            if (step?.Severity is not { } name || !RuleWords.TryChoice<Severity>(name, out var severity))
            {
                return false;
            }

            steps.Add(new StepOverride(severity, step.Limit, step.ClearLevel, step.Low, step.LowClear));
        }

        return true;
    }

    private static bool TryDraft(RuleRequest request, string key, out RuleDraft? draft, out string problem)
    {
        draft = null;
        problem = "`definition` is missing.";
        if (request.Definition is not { } body || !RuleBody.TryRead(body, out var definition, out problem))
        {
            return false;
        }

        draft = new RuleDraft { Key = key, Name = request.Name ?? key, Description = request.Description ?? "", Enabled = request.Enabled ?? true, Definition = definition };
        return true;
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> WithRuleAsync(
        Actor actor, string key, int? version, RuleQueries queries, Func<RuleAt, Task<RuleOutcome>> act, CancellationToken cancellationToken)
    {
        if (version is null)
        {
            return RuleProblem.Invalid("`version` is missing: it is the version of the rule that you looked at.");
        }

        return await queries.FindAsync(key, cancellationToken) is { } rule
            ? await AnswerAsync(actor, key, await act(new RuleAt(rule.Id, version.Value)), queries, cancellationToken)
            : RuleProblem.NotFound();
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> AnswerAsync(
        Actor actor, string key, RuleOutcome outcome, RuleQueries queries, CancellationToken cancellationToken) =>
        outcome.IsDone ? await ShowAsync(actor, key, queries, cancellationToken) : RuleProblem.Refusal(outcome);

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ShowAsync(Actor actor, string key, RuleQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(key, cancellationToken) is not { } rule)
        {
            return RuleProblem.NotFound();
        }

        var (rules, hosts, _) = await queries.ReadAsync(actor, cancellationToken);
        return TypedResults.Ok(RuleShape.Of(rule, rules.OverridesOf(rule), hosts.Select(h => h.Id).ToHashSet()));
    }
}
