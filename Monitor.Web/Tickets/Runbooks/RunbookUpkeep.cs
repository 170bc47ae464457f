using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// What happens to runs by themselves: nobody agreed, the agent did not begin, the agent never said how it ended, the ticket on which somebody had to go on was closed, and the check
/// whether it helped. Safe on several nodes, and twice.
/// </summary>
public sealed class RunbookUpkeep(IDbContextFactory<MonitorDb> contexts, RunbookNotes notes, LatestValues latest, LiveFeed live, TimeProvider time)
{
    /// <summary>So long after the end of its time a command that an agent was told, and that may have begun, is given up as unknown: its answer may be on the way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>And one that has begun: longer than any action may take.</summary>
    public static readonly TimeSpan LongestAction = TimeSpan.FromMinutes(15);

    /// <summary>The trace of an end is written when the end is, by another reading of the clock.</summary>
    private static readonly TimeSpan TraceWithin = TimeSpan.FromMinutes(10);

    private const int AtOnce = 200;

    /// <summary>For a person, where no agent has anything in hand.</summary>
    private static readonly RunState[] Waiting = [RunState.Proposed, RunState.AwaitingApproval, RunState.Running];

    /// <summary>Returns how many runs went on.</summary>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var runId in await DueAsync(cancellationToken))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await RunbookStepper.LockAsync(db, cancellationToken);
            var run = await db.RunbookRuns.SingleAsync(r => r.Id == runId, cancellationToken);
            try
            {
                if (await LookAsync(db, run, cancellationToken))
                {
                    await db.SaveChangesAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    count++;
                }
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody works on the ticket right now, or another node was faster; the next round looks again.
            }
        }

        if (count > 0)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return count;
    }

    private async Task<IReadOnlyList<long>> DueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunbookRuns.AsNoTracking().Where(r =>
                ((r.State == RunState.Proposed || r.State == RunState.AwaitingApproval) && r.ProblemId != null && db.Problems.Any(p => p.Id == r.ProblemId && p.EndedAt != null))
                || (r.State == RunState.AwaitingApproval && r.DueAt <= now)
                || (Waiting.Contains(r.State) && db.Tickets.Any(t => t.Id == r.TicketId && t.State == TicketState.Closed)
                    && !db.AgentCommands.Any(c => c.RunId == r.Id && (c.State == CommandState.Waiting || c.State == CommandState.Delivered || c.State == CommandState.Running)))
                || (r.State == RunState.Succeeded && r.DueAt != null && (r.DueAt <= now || db.Problems.Any(p => p.Id == r.ProblemId && p.EndedAt != null)))
                || ((r.State == RunState.Sent || r.State == RunState.Running) && db.AgentCommands.Any(c => c.RunId == r.Id && c.ExpiresAt <= now
                    && (c.State == CommandState.Waiting || c.State == CommandState.Delivered || c.State == CommandState.Running))))
            .OrderBy(r => r.Id).Take(AtOnce).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    /// <summary>By what the run is now: since it was found due, somebody may have asked for it, or its agent answered.</summary>
    private async Task<bool> LookAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken) =>
        await CallOffAsync(db, run, cancellationToken) || await GoOnAsync(db, run, cancellationToken);

    private Task<bool> GoOnAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken) => run.State switch
    {
        RunState.Proposed => WithdrawAsync(db, run, cancellationToken),
        RunState.AwaitingApproval => ExpireAsync(db, run, cancellationToken),
        RunState.Succeeded when run.DueAt is not null => CheckAsync(db, run, cancellationToken),
        RunState.Sent or RunState.Running => GiveUpAsync(db, run, cancellationToken),
        _ => Task.FromResult(false),
    };

    /// <summary>A proposal for what is over: no line on the ticket for what nobody asked for.</summary>
    private async Task<bool> WithdrawAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken)
    {
        if (!await db.Problems.AnyAsync(p => p.Id == run.ProblemId && p.EndedAt != null, cancellationToken))
        {
            return false;
        }

        run.MoveTo(RunState.Expired, time.GetUtcNow());
        run.Say("The problem ended before anybody asked for it.");
        notes.Audit(db, Actor.System, "expired", run, RunState.Proposed, run.Outcome);
        return true;
    }

    private async Task<bool> ExpireAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken) =>
        await db.Problems.AnyAsync(p => p.Id == run.ProblemId && p.EndedAt != null, cancellationToken)
            ? await EndAsync(db, run, RunState.Expired, "The problem ended before somebody agreed. Nothing was done.", cancellationToken)
            : run.DueAt <= time.GetUtcNow() && await EndAsync(db, run, RunState.Expired, "Nobody agreed in time. Nothing was done.", cancellationToken);

    /// <summary>On a closed ticket nobody can go on or cancel, and a run that waits there for somebody would keep all others from its host.</summary>
    private async Task<bool> CallOffAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken)
    {
        if (!Waiting.Contains(run.State) || !await db.Tickets.AnyAsync(t => t.Id == run.TicketId && t.State == TicketState.Closed, cancellationToken)
            || await db.AgentCommands.AnyAsync(
                c => c.RunId == run.Id && (c.State == CommandState.Waiting || c.State == CommandState.Delivered || c.State == CommandState.Running), cancellationToken))
        {
            return false;
        }

        var before = run.State;
        run.MoveTo(RunState.Cancelled, time.GetUtcNow());
        run.DueAt = null;
        run.Say("The ticket was closed before it was done. It stopped there.");
        notes.Audit(db, Actor.System, "cancelled", run, before, run.Outcome);
        return true;
    }

    private async Task<bool> GiveUpAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var command = await db.AgentCommands.Where(c => c.RunId == run.Id && (c.State == CommandState.Waiting || c.State == CommandState.Delivered || c.State == CommandState.Running))
            .OrderBy(c => c.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (command is null || now < command.ExpiresAt + (command.State == CommandState.Waiting ? TimeSpan.Zero : command.State == CommandState.Delivered ? Grace : LongestAction))
        {
            return false;
        }

        var wasWaiting = command.State == CommandState.Waiting;
        var text = wasWaiting ? "The agent did not fetch it in time. It was not done, and will not be."
            : command.State == CommandState.Delivered ? "The agent was told, and never said anything about it. It may have been done: look at the host."
            : "The agent began, and never said how it ended: look at the host.";
        (command.State, command.FinishedAt) = (wasWaiting ? CommandState.Expired : CommandState.Unknown, now);
        return await EndAsync(db, run, wasWaiting ? RunState.Expired : RunState.Unknown, text, cancellationToken);
    }

    private async Task<bool> CheckAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken)
    {
        var problem = await db.Problems.AsNoTracking().SingleOrDefaultAsync(p => p.Id == run.ProblemId, cancellationToken);
        if (problem is null)
        {
            run.DueAt = null;
            return true;
        }

        var (now, conditions) = (time.GetUtcNow(), (await db.Rules.AsNoTracking().SingleAsync(r => r.Id == problem.RuleId, cancellationToken)).Definition.Conditions);
        var after = await AfterAsync(db, problem, conditions, cancellationToken);
        var seenWhole = run.EndedAt!.Value + conditions.Max(c => c.Measure == Measure.Last ? TimeSpan.Zero : c.Window);
        if (after is { EndedAt: null, IsClearing: false } && now >= run.DueAt && now < seenWhole)
        {
            // A mean over an hour still has in it what was before the run.
            run.DueAt = seenWhole;
            return true;
        }

        var judged = RunVerdict.Judge(run.StartedAt!.Value, run.EndedAt!.Value, run.DueAt!.Value, now, after);
        if (judged is { IsDecided: true, Helped: null })
        {
            run.DueAt = null;
            run.Say($"Whether it helped is not known: {judged.Why}");
            await notes.TellAsync(
                db, Actor.System, "checked", run, run.State, $"{RunbookWords.Name(await RunbookShelf.FindAsync(db, run.RunbookId, run.RunbookVersion, cancellationToken))}: whether it helped is not known. {judged.Why}", cancellationToken);
            return true;
        }

        return judged.Helped is { } isSo && await EndAsync(db, run, isSo ? RunState.Helped : RunState.DidNotHelp, $"{(isSo ? "It helped" : "It did not help")}: {judged.Why}", cancellationToken);
    }

    private async Task<ProblemAfter> AfterAsync(MonitorDb db, Problem problem, IReadOnlyList<Condition> conditions, CancellationToken cancellationToken)
    {
        var newest = conditions is [{ IsOfSamples: true, Measure: Measure.Last }] ? latest.Of(problem.HostId, problem.Metric, problem.Labels) : null;
        return new ProblemAfter(problem.EndedAt, problem.Value, problem.Limit, newest?.Time, newest?.Value)
        {
            IsClearing = problem.Phase == ProblemPhase.Clearing,
            Withdrawn = problem.EndedAt is { } endedAt && await db.Decisions.Where(d => d.ProblemId == problem.Id && d.At > endedAt - TraceWithin
                    && (d.Kind == DecisionKind.Ended || d.Kind == DecisionKind.FlappingEnded || d.Kind == DecisionKind.Withdrawn))
                .OrderByDescending(d => d.Id).Select(d => (DecisionKind?)d.Kind).FirstOrDefaultAsync(cancellationToken) == DecisionKind.Withdrawn ? problem.EndText : null,
        };
    }

    private async Task<bool> EndAsync(MonitorDb db, RunbookRun run, RunState state, string text, CancellationToken cancellationToken)
    {
        var before = run.State;
        run.MoveTo(state, time.GetUtcNow());
        run.DueAt = null;
        run.Say(text);
        var definition = await RunbookShelf.FindAsync(db, run.RunbookId, run.RunbookVersion, cancellationToken);
        await notes.TellAsync(db, Actor.System, state is RunState.Helped or RunState.DidNotHelp ? "checked" : "ended", run, before, $"{RunbookWords.Name(definition)}: {text}", cancellationToken);
        return true;
    }
}
