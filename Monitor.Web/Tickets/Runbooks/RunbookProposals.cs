using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// Looks which enabled runbooks fit the causes of problems that fire, and proposes each once on the ticket; and begins by itself those for which every condition holds.
/// Safe on several nodes, and twice: a proposal has a unique key.
/// </summary>
public sealed class RunbookProposals(IDbContextFactory<MonitorDb> contexts, RunbookStepper stepper, RunbookNotes notes, LiveFeed live, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <summary>Returns how many were proposed or began.</summary>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await RunbookShelf.IsOnAsync(db, cancellationToken) || await RunbookShelf.EnabledAsync(db, cancellationToken) is not { Count: > 0 } runbooks)
        {
            return 0;
        }

        var firing = await FiringAsync(db, cancellationToken);
        var ids = firing.Select(f => f.Id).ToArray();
        var known = await db.RunbookRuns.AsNoTracking().Where(r => r.ProposalKey != null && r.ProblemId != null && ids.Contains(r.ProblemId.Value))
            .Select(r => r.ProposalKey!).ToListAsync(cancellationToken);
        var proposed = new HashSet<string>(known, StringComparer.Ordinal);
        var count = 0;
        foreach (var problem in firing)
        {
            foreach (var (runbook, definition) in runbooks)
            {
                foreach (var (hostId, cause) in RunbookMatch.Of(definition, problem))
                {
                    var key = FormattableString.Invariant($"problem/{problem.Id}.{problem.Reopenings}/runbook/{runbook.Id}/host/{hostId}");
                    count += proposed.Add(key) && await ProposeAsync(problem, runbook, definition, hostId, cause, key, cancellationToken) ? 1 : 0;
                }
            }
        }

        count += await BeginAsync(runbooks, firing, cancellationToken);
        if (count > 0)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return count;
    }

    internal static async Task<IReadOnlyList<FiringProblem>> FiringAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var problems = await db.Problems.AsNoTracking()
            .Where(p => p.EndedAt == null && p.TicketId != null && (p.Phase == ProblemPhase.Firing || p.Phase == ProblemPhase.Clearing) && !p.IsHeldBack)
            .OrderByDescending(p => p.Id).Take(AtOnce).Join(db.Rules, p => p.RuleId, r => r.Id, (p, r) => new { p.Id, p.Reopenings, p.HostId, TicketId = p.TicketId!.Value, r.Key, p.Summary })
            .ToListAsync(cancellationToken);
        var ids = problems.Select(p => p.Id).ToArray();
        var findings = await db.Findings.AsNoTracking().Where(f => ids.Contains(f.ProblemId) && f.Run == db.Findings.Where(g => g.ProblemId == f.ProblemId).Max(g => g.Run))
            .ToListAsync(cancellationToken);
        var byProblem = findings.ToLookup(f => f.ProblemId);
        return problems.ConvertAll(p => new FiringProblem(p.Id, p.Reopenings, p.HostId, p.TicketId, p.Key, p.Summary, [.. byProblem[p.Id].OrderBy(f => f.Rank)]));
    }

    private async Task<bool> ProposeAsync(
        FiringProblem problem, Runbook runbook, RunbookDefinition definition, int hostId, Finding? cause, string key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = new RunbookRun
        {
            RunbookId = runbook.Id, RunbookVersion = runbook.Version, TicketId = problem.TicketId, ProblemId = problem.Id, HostId = hostId, CauseKey = cause?.CauseKey ?? CausePattern.OfRule + problem.RuleKey,
            Confidence = cause?.Confidence, ProposalKey = key, ProposedAt = time.GetUtcNow(),
        };
        db.RunbookRuns.Add(run);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            var why = cause is null ? $"for this kind of problem ({problem.RuleKey})"
                : await RunbookNotes.IsOfTicketAsync(db, run, cancellationToken) ? FormattableString.Invariant($"for the probable cause {cause.CauseKey} ({cause.Confidence:P0})")
                : FormattableString.Invariant($"for a probable cause on another host ({cause.Confidence:P0})");
            await notes.TellAsync(db, Actor.System, "proposed", run, RunState.Proposed, $"Runbook “{definition.Name}” is proposed {why}.", cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (Exception raced) when (raced is DbUpdateConcurrencyException || (raced is DbUpdateException update && TicketWork.IsRaced(update)))
        {
            // Another node was faster, or somebody works on the ticket right now: the next round looks again.
            return false;
        }
    }

    private async Task<int> BeginAsync(
        IReadOnlyList<(Runbook Runbook, RunbookDefinition Definition)> runbooks, IReadOnlyList<FiringProblem> firing, CancellationToken cancellationToken)
    {
        var books = runbooks.Where(r => r.Definition.AutomaticGroups.Count > 0).Select(r => r.Runbook.Id).ToArray();
        if (books.Length == 0)
        {
            return 0;
        }

        var problems = firing.ToDictionary(f => f.Id);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = problems.Keys.ToArray();
        var waiting = await db.RunbookRuns.AsNoTracking()
            .Where(r => r.State == RunState.Proposed && r.ProposalKey != null && books.Contains(r.RunbookId) && r.ProblemId != null && ids.Contains(r.ProblemId.Value))
            .OrderBy(r => r.Id).Take(AtOnce).Select(r => new { r.Id, ProblemId = r.ProblemId!.Value }).ToListAsync(cancellationToken);
        var count = 0;
        foreach (var one in waiting)
        {
            count += await BeginAsync(one.Id, problems[one.ProblemId], cancellationToken) ? 1 : 0;
        }

        return count;
    }

    private async Task<bool> BeginAsync(long runId, FiringProblem problem, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RunbookStepper.LockAsync(db, cancellationToken);
        var run = await db.RunbookRuns.SingleOrDefaultAsync(r => r.Id == runId && r.State == RunState.Proposed, cancellationToken);
        if (run is null || await RunbookShelf.FindAsync(db, run.RunbookId, run.RunbookVersion, cancellationToken) is not { } definition)
        {
            return false;
        }

        // What it was proposed for may have left the ranking since; then nothing speaks for it any more.
        var matches = RunbookMatch.Of(definition, problem).Where(m => m.HostId == run.HostId).ToList();
        if (matches.Count == 0 || AutomaticRun.WhyNot(definition, await FactsAsync(db, run, definition, problem, matches[0].Cause, cancellationToken)) is not null)
        {
            return false;
        }

        run.IsAutomatic = true;
        run.RequestedAt = time.GetUtcNow();
        string text;
        if (definition.NeedsApproval)
        {
            run.MoveTo(RunState.AwaitingApproval, time.GetUtcNow());
            run.DueAt = time.GetUtcNow() + RunbookDesk.ApprovalTime;
            text = $"Runbook “{definition.Name}” would run by itself, and waits {RunbookDesk.ApprovalTime.TotalMinutes:0} min for somebody to agree.";
        }
        else if (await stepper.BeginAsync(db, run, definition, cancellationToken) is null)
        {
            text = $"Runbook “{definition.Name}” runs by itself, as an administrator allowed for this group.";
        }
        else
        {
            return false;
        }

        try
        {
            await notes.TellAsync(db, Actor.System, "automatic", run, RunState.Proposed, text, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // somebody works on the ticket right now; the next round looks again
        }
    }

    private async Task<AutomaticFacts> FactsAsync(
        MonitorDb db, RunbookRun run, RunbookDefinition definition, FiringProblem problem, Finding? cause, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var runbook = await db.Runbooks.AsNoTracking().SingleAsync(r => r.Id == run.RunbookId, cancellationToken);
        var groupId = await db.Hosts.Where(h => h.Id == run.HostId).Select(h => h.GroupId).SingleAsync(cancellationToken);
        var tree = new GroupTree(await db.HostGroups.AsNoTracking().ToListAsync(cancellationToken));
        return new AutomaticFacts
        {
            IsSwitchedOn = await RunbookShelf.IsOnAsync(db, cancellationToken),
            IsEnabled = runbook.IsEnabled && runbook.Version == run.RunbookVersion,
            ProblemFires = await db.Problems.AnyAsync(p => p.Id == problem.Id && p.EndedAt == null && p.Phase == ProblemPhase.Firing, cancellationToken),
            Groups = [.. tree.PathUp(groupId).Select(g => g.Id)],
            Confidence = cause?.Confidence,
            IsSupported = cause?.IsSupported ?? false,
            Actions = await RunbookShelf.ActionsAsync(db, run.HostId, cancellationToken),
            HasAnother = await RunbookStepper.AnotherAsync(db, run, cancellationToken) is not null,
            RateRefusal = RunbookRate.Refusal(definition, await RunbookShelf.StartedAsync(db, run.RunbookId, definition, now, cancellationToken), run.HostId, groupId, now),
        };
    }
}
