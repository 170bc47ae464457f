using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Live;
using Monitor.Web.Problems.Ledger;
using Npgsql;

namespace Monitor.Web.Problems;

/// <summary>
/// The one door from judging to acting. What judges find becomes problems, their history, tickets, notices and traces in one transaction. One writer at a
/// time, on whatever node: so two judges make one problem, and problems that begin together find each other's ticket.
/// </summary>
public sealed class ProblemLedger
{
    public const string Opened = "problem.opened";
    public const string Ended = "problem.ended";
    private const int Attempts = 4;

    private readonly IDbContextFactory<MonitorDb> _contexts;
    private readonly LedgerBook _book;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;
    private readonly DecisionDays _days;

    internal ProblemLedger(IDbContextFactory<MonitorDb> contexts, LedgerBook book, DecisionDays days, LiveFeed live, TimeProvider time) =>
        (_contexts, _book, _days, _live, _time) = (contexts, book, days, live, time);

    /// <summary>Takes what a judge found. Throws when it could not be written down: the judge then tries again with the next sample.</summary>
    public Task TakeAsync(Verdict verdict, CancellationToken cancellationToken) => TakeAsync([verdict], cancellationToken);

    /// <summary>
    /// Takes what judges found, in their order and in one transaction: parents come before their children, so that the children find the parent's problem.
    /// Returns how many problems began, ended or changed.
    /// </summary>
    public async Task<int> TakeAsync(IReadOnlyList<Verdict> verdicts, CancellationToken cancellationToken)
    {
        if (verdicts.Count == 0)
        {
            return 0;
        }

        await _days.EnsureAsync(cancellationToken);
        if (verdicts.All(v => v.Kind is VerdictKind.Pending or VerdictKind.Abandoned or VerdictKind.SeenLate))
        {
            await NoteAsync(verdicts, cancellationToken);
            return 0;
        }

        return await WriteAsync(async db =>
        {
            var batch = await VerdictBatch.ReadAsync(db, verdicts, _time.GetUtcNow(), cancellationToken);
            var changed = 0;
            foreach (var verdict in verdicts)
            {
                if (batch.Refusal(verdict) is { } refusal)
                {
                    db.Decisions.Add(DecisionWriter.Of(verdict, _time.GetUtcNow(), DecisionKind.PassedOver, refusal));
                    continue;
                }

                var one = batch.CaseOf(verdict, _time.GetUtcNow());
                var step = await _book.WriteAsync(db, one, cancellationToken);
                batch.Follow(one, verdict);
                LedgerContext.Forget(db);
                changed += step.Effects.Any(e => e is not LedgerEffect.Noted) ? 1 : 0;
            }

            return changed;
        }, cancellationToken);
    }

    /// <summary>
    /// Ends open problems that nobody would judge any more, with the reason, inside the caller's transaction; the caller commits and then calls
    /// <see cref="Announce"/>. Call it before rows that the problems lean on are deleted. Returns how many ended.
    /// </summary>
    public Task<int> WithdrawAsync(MonitorDb db, Expression<Func<Problem, bool>> which, string reason, CancellationToken cancellationToken) =>
        WithdrawAsync(db, which, _ => reason, cancellationToken);

    /// <inheritdoc cref="WithdrawAsync(MonitorDb, Expression{Func{Problem, bool}}, string, CancellationToken)"/>
    /// <param name="db">The caller's context, with an open transaction.</param>
    /// <param name="which">The problems to look at; those that have ended are left alone.</param>
    /// <param name="reasonOf">Why one ends; null: it goes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> WithdrawAsync(
        MonitorDb db, Expression<Func<Problem, bool>> which, Func<Problem, string?> reasonOf, CancellationToken cancellationToken)
    {
        await _days.EnsureAsync(cancellationToken);
        await LockAsync(db, cancellationToken);
        var open = await db.Problems.Where(p => p.EndedAt == null).Where(which).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var hosts = await HostsOfAsync(db, open, cancellationToken);
        var ended = 0;
        foreach (var problem in open)
        {
            if (reasonOf(problem) is { } reason)
            {
                var withdrawn = new LedgerEvent.Withdrawn(reason, _time.GetUtcNow(), ProblemRows.StateOf(problem).Holds);
                await _book.WriteAsync(db, new LedgerCase(hosts[problem.HostId], withdrawn) { Problem = problem }, cancellationToken);
                ended++;
            }
        }

        return ended;
    }

    /// <summary>
    /// Ends, inside the caller's transaction, whatever its change leaves to nobody's judgement: rules that are off or gone or about other hosts, retired hosts.
    /// The caller has saved its change; it commits and then calls <see cref="Announce"/>.
    /// </summary>
    public async Task<int> WithdrawOrphansAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        await LockAsync(db, cancellationToken);
        var orphans = await LedgerReview.OrphansAsync(db, cancellationToken);
        var ids = orphans.Keys.ToArray();
        return ids.Length == 0 ? 0 : await WithdrawAsync(db, p => ids.Contains(p.Id), p => orphans.GetValueOrDefault(p.Id), cancellationToken);
    }

    /// <summary>Finds what slipped in beside a change, from another node's judge, and ends it too. Returns how many.</summary>
    public async Task<int> ReviewAsync(CancellationToken cancellationToken)
    {
        await using (var db = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            if ((await LedgerReview.OrphansAsync(db, cancellationToken)).Count == 0)
            {
                return 0;
            }
        }

        return await WriteAsync(db => WithdrawOrphansAsync(db, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Time goes by: applies to open problems what holds people from being told now or no longer does, repeats, and what has become calm. Returns how many
    /// changed. Safe to run on several nodes, and twice.
    /// </summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await DueAsync(cancellationToken);
        var changed = 0;
        foreach (var ids in due.Chunk(200))
        {
            await _days.EnsureAsync(cancellationToken);
            changed += await WriteAsync(async db =>
            {
                var now = _time.GetUtcNow();
                var open = await db.Problems.Where(p => p.EndedAt == null && ids.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(cancellationToken);
                var hosts = await HostsOfAsync(db, open, cancellationToken);
                var rules = await db.Rules.AsNoTracking().ToDictionaryAsync(r => r.Id, r => r.Key, cancellationToken);
                var holdings = await LedgerHoldings.ReadAsync(db, now, cancellationToken);
                foreach (var problem in open)
                {
                    var (holds, down) = holdings.Of(SubjectOf(problem, rules[problem.RuleId]), isOpen: true, now);
                    await _book.WriteAsync(db, new LedgerCase(hosts[problem.HostId], new LedgerEvent.Ticked(now, holds)) { Problem = problem, DownProblemId = down }, cancellationToken);
                    holdings.Follow(problem, hosts[problem.HostId].Name, rules[problem.RuleId]);
                    LedgerContext.Forget(db);
                }

                return open.Count;
            }, cancellationToken);
        }

        return changed;
    }

    /// <summary>Wakes the screens; after the commit.</summary>
    public void Announce()
    {
        _live.Publish(LiveFeed.Problems);
        _live.Publish(LiveFeed.Tickets);
    }

    internal static SuppressionSubject SubjectOf(Problem problem, string ruleKey) =>
        new(problem.HostId, ruleKey, problem.Metric, problem.Labels, problem.Severity, problem.TicketId);

    private async Task<List<int>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        var open = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return [];
        }

        var now = _time.GetUtcNow();
        var holdings = await LedgerHoldings.ReadAsync(db, now, cancellationToken);
        var rules = await db.Rules.AsNoTracking().ToDictionaryAsync(r => r.Id, r => r.Key, cancellationToken);
        return [.. open.Where(p => _book.IsNews(p, new LedgerEvent.Ticked(now, holdings.Of(SubjectOf(p, rules[p.RuleId]), isOpen: true, now).Holds))).Select(p => p.Id)];
    }

    private async Task NoteAsync(IReadOnlyList<Verdict> verdicts, CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        db.Decisions.AddRange(verdicts.Select(v => DecisionWriter.Of(v, _time.GetUtcNow(), DecisionWriter.KindOf(v.Kind), v.Summary)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A person may be working on the same ticket at this moment: look again, they were first.</summary>
    private async Task<int> WriteAsync(Func<MonitorDb, Task<int>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                await LockAsync(db, cancellationToken);
                var changed = await write(db);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                if (changed > 0)
                {
                    Announce();
                }

                return changed;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
            }
        }
    }

    /// <summary>Until the transaction ends nobody else writes problems; everybody may read them.</summary>
    private static Task LockAsync(MonitorDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.ledger'))", cancellationToken);

    private static Task<Dictionary<int, Host>> HostsOfAsync(MonitorDb db, List<Problem> problems, CancellationToken cancellationToken)
    {
        var ids = problems.Select(p => p.HostId).Distinct().ToArray();
        return db.Hosts.AsNoTracking().Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, cancellationToken);
    }
}
