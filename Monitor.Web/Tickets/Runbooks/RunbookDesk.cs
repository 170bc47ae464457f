using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// What people do with runbooks on a ticket. Permission, scope, the four eyes and the run's own state are looked at here, once more each time, whatever a screen
/// showed; each command is one entry on the ticket, and a command that comes twice is one.
/// </summary>
public sealed class RunbookDesk(TicketWork work, TicketJournal journal, RunbookStepper stepper, RunbookNotes notes)
{
    /// <summary>How long others have to agree.</summary>
    public static readonly TimeSpan ApprovalTime = TimeSpan.FromHours(1);

    private const string Gone = "This run is not there (any more). Reload the page.";

    /// <summary>Puts an enabled runbook on the ticket, for the ticket's host. Nothing is done yet.</summary>
    public Task<TicketOutcome> AddAsync(Actor actor, TicketCommand command, int runbookId, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            if (!actor.May(Permissions.RunbooksRun))
            {
                return new TicketAct(TicketOutcome.Refused("run runbooks"));
            }

            var runbook = await db.Runbooks.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runbookId && r.IsEnabled, cancellationToken);
            if (runbook is null || ticket.HostId is not { } hostId || !await SeesAsync(db, actor, hostId, cancellationToken))
            {
                return new TicketAct(TicketOutcome.Invalid(
                    runbook is null ? "This runbook is gone or switched off. Choose another." : "A runbook needs a host on the ticket that you may see."));
            }

            var problemId = await db.Problems.Where(p => p.TicketId == ticket.Id && p.HostId == hostId && p.EndedAt == null).OrderBy(p => p.Id).Select(p => (int?)p.Id)
                .FirstOrDefaultAsync(cancellationToken);
            var run = new RunbookRun
            {
                RunbookId = runbook.Id, RunbookVersion = runbook.Version, TicketId = ticket.Id, ProblemId = problemId, HostId = hostId, ProposedAt = journal.Now,
            };
            db.RunbookRuns.Add(run);
            await db.SaveChangesAsync(cancellationToken);
            return Done(db, actor, ticket, command, "proposed", run, RunState.Proposed, $"Chose runbook “{runbook.Name}”.");
        }, cancellationToken);

    /// <summary>Asks for a run: it begins, or waits for somebody else to agree. A dry run begins at once, beside the proposal.</summary>
    public Task<TicketOutcome> RunAsync(Actor actor, TicketCommand command, long runId, bool isDryRun, CancellationToken cancellationToken) =>
        ActAsync(actor, command, Permissions.RunbooksRun, "run runbooks", runId, async (db, ticket, run, definition) =>
        {
            if (isDryRun)
            {
                return await TryAsync(db, actor, ticket, command, run, definition, cancellationToken);
            }

            if (run.State != RunState.Proposed)
            {
                return Already(run);
            }

            (run.RequestedByUserId, run.RequestedAt) = (actor.UserId, journal.Now);
            if (definition.NeedsApproval)
            {
                if (await RunbookStepper.RefusalAsync(db, run, definition, journal.Now, cancellationToken) is { } why)
                {
                    return new TicketAct(TicketOutcome.Invalid(why));
                }

                run.MoveTo(RunState.AwaitingApproval, journal.Now);
                run.DueAt = journal.Now + ApprovalTime;
                return Done(db, actor, ticket, command, "requested", run, RunState.Proposed, $"Asked for runbook “{definition.Name}”. Somebody else must agree within {ApprovalTime.TotalMinutes:0} min.");
            }

            return await stepper.BeginAsync(db, run, definition, cancellationToken) is { } refusal
                ? new TicketAct(TicketOutcome.Invalid(refusal))
                : Done(db, actor, ticket, command, "started", run, RunState.Proposed, $"Started runbook “{definition.Name}”.");
        }, cancellationToken);

    /// <summary>Agrees to what somebody else asked for: then it begins.</summary>
    public Task<TicketOutcome> ApproveAsync(Actor actor, TicketCommand command, long runId, CancellationToken cancellationToken) =>
        ActAsync(actor, command, Permissions.RunbooksApprove, "approve runbooks", runId, async (db, ticket, run, definition) =>
        {
            if (run.State != RunState.AwaitingApproval)
            {
                return Already(run);
            }

            if (actor.UserId is null || run.RequestedByUserId == actor.UserId)
            {
                return new TicketAct(TicketOutcome.Invalid("You asked for it yourself: somebody else must agree. Ask a colleague."));
            }

            if (run.DueAt <= journal.Now)
            {
                return new TicketAct(TicketOutcome.Invalid("The time to agree is over. Choose the runbook again."));
            }

            if (!run.IsAutomatic && !await MayStillAskAsync(db, run, cancellationToken))
            {
                return new TicketAct(TicketOutcome.Invalid("Who asked for it may not run runbooks here any more. Cancel this, and choose the runbook again."));
            }

            run.ApprovedByUserId = actor.UserId;
            return await stepper.BeginAsync(db, run, definition, cancellationToken) is { } refusal
                ? new TicketAct(TicketOutcome.Invalid(refusal))
                : Done(db, actor, ticket, command, "approved", run, RunState.AwaitingApproval, $"Approved and started runbook “{definition.Name}”.");
        }, cancellationToken);

    /// <summary>Calls it off, as long as no agent has it in hand.</summary>
    public Task<TicketOutcome> CancelAsync(Actor actor, TicketCommand command, long runId, CancellationToken cancellationToken) =>
        ActAsync(actor, command, Permissions.RunbooksRun, "cancel runbooks", runId, async (db, ticket, run, definition) =>
        {
            if (RunMoves.IsOver(run.State))
            {
                return Already(run);
            }

            var open = await db.AgentCommands.Where(c => c.RunId == run.Id && (c.State == CommandState.Waiting || c.State == CommandState.Delivered || c.State == CommandState.Running))
                .ToListAsync(cancellationToken);
            foreach (var one in open)
            {
                // Only while it is what was read: an agent that fetches it at this moment is faster.
                var took = await db.AgentCommands.Where(c => c.Id == one.Id && c.State == CommandState.Waiting)
                    .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, CommandState.Cancelled).SetProperty(c => c.FinishedAt, journal.Now), cancellationToken);
                if (took == 0)
                {
                    return new TicketAct(TicketOutcome.Invalid("The agent has it already. What it does cannot be called back; wait for its answer."));
                }

                db.Entry(one).State = EntityState.Detached;
            }

            var before = run.State;
            run.MoveTo(RunState.Cancelled, journal.Now);
            return Done(db, actor, ticket, command, "cancelled", run, before, $"Cancelled runbook “{definition.Name}”.");
        }, cancellationToken);

    /// <summary>Says that the step that a person has to do is done.</summary>
    /// <param name="step">The step that the person was looking at, from 0.</param>
    public Task<TicketOutcome> ContinueAsync(Actor actor, TicketCommand command, long runId, int step, CancellationToken cancellationToken) =>
        ActAsync(actor, command, Permissions.RunbooksRun, "run runbooks", runId, async (db, ticket, run, definition) =>
        {
            if (run.State != RunState.Running || run.Step != step || definition.Steps[step].Kind == RunbookStepKind.Action)
            {
                return Already(run);
            }

            var words = RunbookWords.Of(definition.Steps[step]);
            run.Say($"{step + 1}. {words}: done by {actor.Name}.");
            await stepper.AdvanceAsync(db, run, definition, cancellationToken);
            return Done(db, actor, ticket, command, "continued", run, RunState.Running, $"Runbook “{definition.Name}”, step {step + 1} is done: {words}");
        }, cancellationToken);

    private async Task<TicketAct> TryAsync(
        MonitorDb db, Actor actor, Ticket ticket, TicketCommand command, RunbookRun proposal, RunbookDefinition definition, CancellationToken cancellationToken)
    {
        var run = new RunbookRun
        {
            RunbookId = proposal.RunbookId, RunbookVersion = proposal.RunbookVersion, TicketId = ticket.Id, ProblemId = proposal.ProblemId, HostId = proposal.HostId,
            CauseKey = proposal.CauseKey, Confidence = proposal.Confidence, IsDryRun = true, ProposedAt = journal.Now, RequestedByUserId = actor.UserId, RequestedAt = journal.Now,
        };
        db.RunbookRuns.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        return await stepper.BeginAsync(db, run, definition, cancellationToken) is { } refusal
            ? new TicketAct(TicketOutcome.Invalid(refusal))
            : Done(db, actor, ticket, command, "tried", run, RunState.Proposed, $"Started a dry run of runbook “{definition.Name}”. Nothing is changed by it.");
    }

    private Task<TicketOutcome> ActAsync(
        Actor actor, TicketCommand command, string permission, string what, long runId, Func<MonitorDb, Ticket, RunbookRun, RunbookDefinition, Task<TicketAct>> act,
        CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command with { Version = null }, async (db, ticket) =>
        {
            if (!actor.May(permission))
            {
                return new TicketAct(TicketOutcome.Refused(what));
            }

            // One after another: of two who click at once, the second finds what the first one did.
            await RunbookStepper.LockAsync(db, cancellationToken);
            var run = await db.RunbookRuns.SingleOrDefaultAsync(r => r.Id == runId && r.TicketId == ticket.Id, cancellationToken);
            if (run is null || !await SeesAsync(db, actor, run.HostId, cancellationToken))
            {
                return new TicketAct(TicketOutcome.NotFound with { Message = Gone });
            }

            return await RunbookShelf.FindAsync(db, run.RunbookId, run.RunbookVersion, cancellationToken) is { } definition
                ? await act(db, ticket, run, definition)
                : new TicketAct(TicketOutcome.Invalid("What the runbook says cannot be read any more."));
        }, cancellationToken);

    /// <summary>As they are now: who was disabled, demoted or limited while it waited has not asked.</summary>
    private static async Task<bool> MayStillAskAsync(MonitorDb db, RunbookRun run, CancellationToken cancellationToken) =>
        run.RequestedByUserId is { } id && (await AccessGate.OfAsync(db, [id], cancellationToken)).SingleOrDefault() is { } asker
        && asker.May(Permissions.RunbooksRun) && await SeesAsync(db, asker, run.HostId, cancellationToken)
        && await db.Tickets.VisibleTickets(asker, db).AnyAsync(t => t.Id == run.TicketId, cancellationToken);

    private static Task<bool> SeesAsync(MonitorDb db, Actor actor, int hostId, CancellationToken cancellationToken) =>
        db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId && h.RetiredAt == null, cancellationToken);

    private static TicketAct Already(RunbookRun run) => new(TicketOutcome.Invalid($"That is not possible now; the run is at: {RunbookWords.Of(run.State)}. Look at what is there now."));

    private TicketAct Done(MonitorDb db, Actor actor, Ticket ticket, TicketCommand command, string what, RunbookRun run, RunState before, string text)
    {
        notes.Audit(db, actor, what, run, before, text);
        return new TicketAct(
            TicketOutcome.Done(ticket.Number), journal.Entry(ticket, actor, TicketEntryKind.Change, text, command.Key, isInternal: true),
            new { Run = run.Id, State = before.ToString() }, new { Run = run.Id, State = run.State.ToString() });
    }
}
