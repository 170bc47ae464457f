using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Ledger;

/// <summary>
/// Asks the machine what follows from an event and writes all of it down in the caller's transaction: the problem, its history, its ticket, its notices,
/// the trace. The caller holds the ledger's lock, saves and commits.
/// </summary>
internal sealed class LedgerBook(ProblemTickets tickets, JoinOffers offers, Outbox outbox, IOptions<ProblemsOptions> options, TimeProvider time)
{
    private readonly LedgerPolicy _policy = options.Value.Policy;

    /// <summary>True when the event changes anything; for those who look before they take the lock.</summary>
    public bool IsNews(Problem problem, LedgerEvent e)
    {
        var state = ProblemRows.StateOf(problem);
        var step = LedgerMachine.Apply(state, e, _policy);
        return step.Effects.Count > 0 || (!ReferenceEquals(step.State, state) && ProblemStateJson.Write(step.State) != ProblemStateJson.Write(state));
    }

    public async Task<LedgerStep> WriteAsync(MonitorDb db, LedgerCase one, CancellationToken cancellationToken)
    {
        var before = ProblemRows.StateOf(one.Problem);
        var step = LedgerMachine.Apply(before, one.Event, _policy);
        var isNew = step.Effects.Any(e => e is LedgerEffect.Began { How: not Beginning.Reopened });
        JoinOffer? offer = null;
        if (Sends(step, NoticeKind.Began) && !step.State.IsPredicted && (isNew || one.Problem?.TicketId is null))
        {
            offer = await offers.FindAsync(db, one.Host, isNew || one.Problem is null ? one.Event.Now : one.Problem.OpenedAt, cancellationToken);
            step = offer is null ? step : LedgerMachine.Apply(before, one.Event with { Offer = offer }, _policy);
        }

        if (step.Effects.All(e => e is LedgerEffect.Noted))
        {
            // What changes no problem is no part of its story, but for a flapping one that is well for the moment.
            var lasting = one.Problem is { EndedAt: null } problemThatLasts ? problemThatLasts : null;
            if (lasting is not null)
            {
                lasting.State = step.State;
            }

            AddDecision(db, one with { Problem = lasting }, step, null);
            return step;
        }

        if (isNew)
        {
            one.Problem = ProblemRows.New(one, one.Problem?.Id);
            db.Problems.Add(one.Problem);
            await db.SaveChangesAsync(cancellationToken);
        }

        var problem = one.Problem!;
        ProblemRows.Update(problem, one, step, time.GetUtcNow());
        await tickets.FollowAsync(db, one, step, offer, cancellationToken);
        foreach (var text in LedgerWords.History(one, step))
        {
            db.ProblemChanges.Add(new ProblemChange { ProblemId = problem.Id, At = time.GetUtcNow(), Phase = problem.Phase, Text = Cut(text), Value = one.Verdict?.Value });
        }

        await AnnounceAsync(db, one, problem, step, cancellationToken);
        AddDecision(db, one, step, await tickets.NumberAsync(db, problem.TicketId, cancellationToken));

        // What follows in this transaction asks the database for open problems and their tickets.
        await db.SaveChangesAsync(cancellationToken);
        return step;
    }

    private async Task AnnounceAsync(MonitorDb db, LedgerCase one, Problem problem, LedgerStep step, CancellationToken cancellationToken)
    {
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case LedgerEffect.Began:
                    outbox.Add(db, ProblemLedger.Opened, $"problem/{problem.Id}", new
                    {
                        problem.Id, problem.Fingerprint, problem.HostId, problem.TicketId, Severity = problem.Severity.ToString(), problem.Summary, problem.IsHeldBack,
                    });
                    break;
                case LedgerEffect.Ended:
                    outbox.Add(db, ProblemLedger.Ended, $"problem/{problem.Id}", new
                    {
                        problem.Id, problem.Fingerprint, problem.HostId, problem.TicketId, problem.EndedAt, Text = problem.EndText,
                    });
                    break;
                case LedgerEffect.Notice notice:
                    var ticket = await tickets.NumberAsync(db, problem.TicketId, cancellationToken);
                    var others = notice.Kind == NoticeKind.Ended ? await tickets.OthersAsync(db, problem, cancellationToken) : 0;
                    var text = LedgerWords.Notice(one, problem, notice.Kind, step.State, others);
                    var reason = notice.HeldReason ?? LedgerWords.WhySent(one, step, notice.Kind, _policy);
                    outbox.AddNotice(db, problem.Id, new ProblemNotice(notice.Kind, problem.Severity, text, reason, ticket), notice.HeldReason);
                    break;
                default:
                    break;
            }
        }
    }

    private static void AddDecision(MonitorDb db, LedgerCase one, LedgerStep step, int? ticket)
    {
        if (step.Effects.Count > 0)
        {
            db.Decisions.Add(DecisionWriter.Of(one, step, ticket));
        }
    }

    internal static bool Sends(LedgerStep step, NoticeKind kind) => step.Effects.Any(e => e is LedgerEffect.Notice { IsSent: true } notice && notice.Kind == kind);

    private static string Cut(string text) => WholeText.Cut(text, 2000);
}
