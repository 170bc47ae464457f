using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Live;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Problems;

/// <summary>
/// The one door from judging to acting. A breach becomes one problem, its history, its announcement and its ticket in one transaction; at most one
/// problem per fingerprint is open, however many nodes judge, because the database says so.
/// </summary>
public sealed class ProblemLedger(
    IDbContextFactory<MonitorDb> contexts, ProblemTickets tickets, Outbox outbox, LiveFeed live, TimeProvider time)
{
    public const string Opened = "problem.opened";
    public const string Ended = "problem.ended";
    private const int Attempts = 4;

    /// <summary>Takes what judges found, in their order: parents come before their children.</summary>
    public async Task TakeAsync(IReadOnlyList<Verdict> verdicts, CancellationToken cancellationToken)
    {
        foreach (var verdict in verdicts)
        {
            await TakeAsync(verdict, cancellationToken);
        }
    }

    /// <summary>Takes what a judge found. Throws when it could not be written down: the judge then tries again with the next sample.</summary>
    public Task TakeAsync(Verdict verdict, CancellationToken cancellationToken) => verdict.Kind switch
    {
        VerdictKind.Fired => OpenAsync(BreachOf(verdict), cancellationToken),
        VerdictKind.Ended => EndAsync(verdict.Fingerprint, verdict.At, verdict.Summary, verdict.Value, cancellationToken),
        VerdictKind.BeganToClear => MarkAsync(verdict.Fingerprint, ProblemPhase.Clearing, verdict.Summary, verdict.Value ?? 0, cancellationToken),
        VerdictKind.FiresAgain => MarkAsync(verdict.Fingerprint, ProblemPhase.Firing, verdict.Summary, verdict.Value ?? 0, cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Opens a problem. False: one with this fingerprint is open already (this node's or another's), or the host is retired.</summary>
    public async Task<bool> OpenAsync(Breach breach, CancellationToken cancellationToken)
    {
        try
        {
            return await RetryAsync(() => TryOpenAsync(breach, cancellationToken));
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation,
            ConstraintName: "ix_problems_one_open",
        })
        {
            return false;
        }
    }

    /// <summary>Ends the open problem of a fingerprint. False: there is none.</summary>
    public Task<bool> EndAsync(string fingerprint, DateTimeOffset at, string text, double? value, CancellationToken cancellationToken) =>
        RetryAsync(async () =>
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var problem = await db.Problems.SingleOrDefaultAsync(p => p.Fingerprint == fingerprint && p.EndedAt == null, cancellationToken);
            if (problem is null || !await EndWithinAsync(db, problem, at, text, value, cancellationToken))
            {
                return false;
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Announce();
            return true;
        });

    /// <summary>
    /// Ends a problem inside the caller's transaction; the caller saves, commits and then calls <see cref="Announce"/>. False: another node has just ended it.
    /// </summary>
    public async Task<bool> EndWithinAsync(
        MonitorDb db, Problem problem, DateTimeOffset at, string text, double? value, CancellationToken cancellationToken)
    {
        // The row lock decides who ends it.
        var ended = await db.Problems.Where(p => p.Id == problem.Id && p.EndedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.EndedAt, at).SetProperty(p => p.Phase, ProblemPhase.Ended).SetProperty(p => p.EndText, text), cancellationToken);
        if (ended == 0)
        {
            return false;
        }

        Write(db, problem.Id, ProblemPhase.Ended, text, value);
        outbox.Add(db, Ended, $"problem/{problem.Id}", new { problem.Id, problem.Fingerprint, problem.HostId, problem.TicketId, EndedAt = at, Text = text });
        await tickets.EndAsync(db, problem, text, cancellationToken);
        return true;
    }

    /// <summary>Writes down that an open problem began to clear or fires again.</summary>
    public async Task MarkAsync(string fingerprint, ProblemPhase phase, string text, double value, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var problem = await db.Problems.SingleOrDefaultAsync(p => p.Fingerprint == fingerprint && p.EndedAt == null && p.Phase != phase, cancellationToken);
        if (problem is null)
        {
            return;
        }

        problem.Phase = phase;
        Write(db, problem.Id, phase, text, value);
        await db.SaveChangesAsync(cancellationToken);
        live.Publish(LiveFeed.Problems);
    }

    /// <summary>Wakes the screens; after the commit.</summary>
    public void Announce()
    {
        live.Publish(LiveFeed.Problems);
        live.Publish(LiveFeed.Tickets);
    }

    private static Breach BreachOf(Verdict verdict) => new()
    {
        HostId = verdict.HostId,
        RuleId = verdict.RuleId,
        RuleKey = verdict.RuleKey,
        Metric = verdict.Metric,
        Labels = verdict.Labels,
        Severity = verdict.Severity,
        Value = verdict.Value ?? 0,
        Limit = verdict.Limit ?? 0,
        BeganAt = verdict.BeganAt,
        FiringAt = verdict.At,
        Summary = verdict.Summary,
        IsHostWish = verdict.IsHostWish,
    };

    private async Task<bool> TryOpenAsync(Breach breach, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var host = await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.Id == breach.HostId && h.RetiredAt == null, cancellationToken);
        if (host is null || await db.Problems.AnyAsync(p => p.Fingerprint == breach.Fingerprint && p.EndedAt == null, cancellationToken))
        {
            return false;
        }

        var problem = new Problem
        {
            Fingerprint = breach.Fingerprint,
            HostId = breach.HostId,
            RuleId = breach.RuleId,
            Metric = breach.Metric,
            Labels = breach.Labels,
            Phase = ProblemPhase.Firing,
            Severity = breach.Severity,
            Value = breach.Value,
            Limit = breach.Limit,
            Summary = breach.Summary,
            BeganAt = breach.BeganAt,
            FiringAt = breach.FiringAt,
            IsHeldBack = FirstDay.HoldsTicketBack(host.CreatedAt, time.GetUtcNow(), breach.Metric, breach.IsHostWish),
        };
        db.Problems.Add(problem);
        await db.SaveChangesAsync(cancellationToken);
        Write(db, problem.Id, ProblemPhase.Firing, breach.Summary, breach.Value);
        if (problem.IsHeldBack)
        {
            Write(db, problem.Id, ProblemPhase.Firing, "Would have opened a ticket: this is the first day of the host.", null);
        }
        else
        {
            await tickets.OpenAsync(db, problem, host, cancellationToken);
        }

        outbox.Add(db, Opened, $"problem/{problem.Id}", new
        {
            problem.Id, problem.Fingerprint, problem.HostId, problem.TicketId, Severity = problem.Severity.ToString(), problem.Summary, problem.IsHeldBack,
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Announce();
        return true;
    }

    private void Write(MonitorDb db, int problemId, ProblemPhase phase, string text, double? value) =>
        db.ProblemChanges.Add(new ProblemChange { ProblemId = problemId, At = time.GetUtcNow(), Phase = phase, Text = text, Value = value });

    /// <summary>A person may be working on the same ticket at this moment: look again, they were first.</summary>
    private static async Task<bool> RetryAsync(Func<Task<bool>> act)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await act();
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
            }
        }
    }
}
