using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// The one place where a run begins and goes on: whether it may is looked at here, at that moment, in the caller's transaction, whoever asked. Two that would begin at
/// once come one after another, so that neither passes the limits unseen.
/// </summary>
public sealed class RunbookStepper(TimeProvider time)
{
    /// <summary>How long an agent has to begin. An agent asks every few seconds.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    /// <summary>Begins a run that is proposed or was waiting for approval; why not, as a sentence, or null when it has begun. The run must have its id.</summary>
    internal async Task<string?> BeginAsync(MonitorDb db, RunbookRun run, RunbookDefinition definition, CancellationToken cancellationToken)
    {
        await LockAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        if (await RefusalAsync(db, run, definition, now, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (RunCourse.First(definition, run.IsDryRun) is not { } first)
        {
            return "No step of it is an action of the agent: there is nothing to try.";
        }

        run.DueAt = null;
        run.MoveTo(RunState.Approved, now);
        Place(db, run, definition, first, now);
        return null;
    }

    /// <summary>Goes on after a step that is done.</summary>
    internal async Task AdvanceAsync(MonitorDb db, RunbookRun run, RunbookDefinition? definition, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (definition is null)
        {
            run.MoveTo(RunState.Failed, now);
            run.Say("What the runbook says cannot be read any more; it stopped there.");
        }
        else if (RunCourse.Next(definition, run.IsDryRun, new RunPlace(run.Step, run.IsRehearsal)) is not { } next)
        {
            run.MoveTo(RunState.Succeeded, now);
            run.DueAt = run.IsDryRun || run.ProblemId is null ? null : now + TimeSpan.FromMinutes(definition.CheckMinutes);
        }
        else if (await SwitchedOffAsync(db, run.RunbookId, cancellationToken) is { } off)
        {
            run.MoveTo(RunState.Cancelled, now);
            run.Say($"{off} It stopped there.");
        }
        else
        {
            Place(db, run, definition, next, now);
        }
    }

    /// <summary>Why a run may not begin now; null where it may.</summary>
    internal static async Task<string?> RefusalAsync(MonitorDb db, RunbookRun run, RunbookDefinition definition, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await SwitchedOffAsync(db, run.RunbookId, cancellationToken) is { } off)
        {
            return off;
        }

        if (await db.Runbooks.Where(r => r.Id == run.RunbookId).Select(r => r.Version).SingleAsync(cancellationToken) != run.RunbookVersion)
        {
            return "The runbook was changed since this was proposed. Cancel this, and choose it again as it is now.";
        }

        if (!run.IsDryRun && run.ProblemId is { } problemId && await db.Problems.AnyAsync(p => p.Id == problemId && p.EndedAt != null, cancellationToken))
        {
            return "The problem has ended meanwhile: nothing is left to be done about it. Should it run all the same, choose the runbook again.";
        }

        if (await db.Hosts.Where(h => h.Id == run.HostId && h.RetiredAt == null).Select(h => (int?)h.GroupId).SingleOrDefaultAsync(cancellationToken) is not { } groupId)
        {
            return "The host is retired.";
        }

        return AutomaticRun.MissingAction(definition, await RunbookShelf.ActionsAsync(db, run.HostId, cancellationToken))
            ?? await AnotherAsync(db, run, cancellationToken)
            ?? (run.IsDryRun ? null : RunbookRate.Refusal(definition, await RunbookShelf.StartedAsync(db, run.RunbookId, definition, now, cancellationToken), run.HostId, groupId, now));
    }

    /// <summary>One at a time on a host: what one does must not be taken for what another one did.</summary>
    internal static async Task<string?> AnotherAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken) =>
        await db.RunbookRuns.AnyAsync(
            r => r.HostId == run.HostId && r.Id != run.Id && (r.State == RunState.Approved || r.State == RunState.Sent || r.State == RunState.Running), cancellationToken)
            ? "Another runbook is at work on this host. Wait for its end, or cancel it." : null;

    internal static Task LockAsync(MonitorDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.runbooks'))", cancellationToken);

    private static async Task<string?> SwitchedOffAsync(MonitorDb db, int runbookId, CancellationToken cancellationToken) =>
        !await RunbookShelf.IsOnAsync(db, cancellationToken) ? "Runbooks are switched off. An administrator can switch them on."
        : !await db.Runbooks.AnyAsync(r => r.Id == runbookId && r.IsEnabled, cancellationToken) ? "This runbook is switched off. An administrator can switch it on."
        : null;

    private static void Place(MonitorDb db, RunbookRun run, RunbookDefinition definition, RunPlace place, DateTimeOffset now)
    {
        (run.Step, run.IsRehearsal) = (place.Step, place.IsRehearsal);
        var step = definition.Steps[place.Step];
        if (step.Kind != RunbookStepKind.Action)
        {
            run.MoveTo(RunState.Running, now);
            return;
        }

        run.MoveTo(RunState.Sent, now);
        db.AgentCommands.Add(new AgentCommand
        {
            Id = Guid.NewGuid(),
            HostId = run.HostId,
            RunId = run.Id,
            Step = place.Step,
            Action = step.Action!,
            Parameter = step.Parameter,
            IsDryRun = place.IsRehearsal,
            CreatedAt = now,
            ExpiresAt = now + Validity,
        });
    }
}
