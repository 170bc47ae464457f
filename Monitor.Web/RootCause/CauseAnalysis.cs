using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Causes;

namespace Monitor.Web.RootCause;

/// <summary>Looks at one problem whose turn it is: gathers, ranks, keeps the findings, and tells the ticket when the first of them is another one than before.</summary>
internal sealed class CauseAnalysis(
    IDbContextFactory<MonitorDb> contexts, CauseGatherer gatherer, CauseRules rules, TicketReports tickets, LiveFeed live, TimeProvider time, ILogger<CauseAnalysis> logger)
{
    /// <summary>When a problem that lasts is looked at again, after its opening.</summary>
    private static readonly TimeSpan[] Again = [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <summary>Whoever takes a turn has so long before others take it. The next look at a problem that has just ended waits as long at most.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>A turn whose server died in it is given again, but not for longer than this after the opening.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(2);

    /// <summary>Somebody wrote on the ticket in the same moment.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    private const int GradedAnswers = 2_000;

    /// <summary>False: none is due, or other servers are at it.</summary>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await ClaimAsync(now, cancellationToken) is not { } claimed)
        {
            return false;
        }

        var (problem, turn) = claimed;
        var next = problem.EndedAt is null ? Again.Select(a => (DateTimeOffset?)(turn.OpenedAt + a)).FirstOrDefault(a => a > now) : null;
        try
        {
            await LookAsync(problem, turn, now, next, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            await PutOffAsync(turn, now + Moment, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !DatabaseOutage.Is(failure))
        {
            // One that cannot be looked at does not keep the others waiting; it has its next turn as if this one had been made.
            logger.LogError(failure, "The cause of problem {Problem} could not be looked for", problem.Id);
            await PutOffAsync(turn, next, cancellationToken);
        }

        live.Publish(LiveFeed.Tickets);
        return true;
    }

    /// <summary>Takes the most urgent turn out of the queue, so that nothing is locked while facts are gathered, and a problem that brings a server down or takes too long does not come first again.</summary>
    private async Task<(Problem Problem, CauseTurn Turn)?> ClaimAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = await db.CauseTurns.FromSql($"""
            SELECT * FROM cause_turns WHERE due_at <= {now} ORDER BY urgency DESC, due_at, problem_id LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellationToken);
        if (due is not [var turn])
        {
            return null;
        }

        var problem = await db.Problems.AsNoTracking().SingleAsync(p => p.Id == turn.ProblemId, cancellationToken);
        turn.DueAt = now < turn.OpenedAt + GivenUp ? now + Lease : null;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (problem, turn);
    }

    private async Task PutOffAsync(CauseTurn claimed, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.CauseTurns.Where(t => t.ProblemId == claimed.ProblemId && t.OpenedAt == claimed.OpenedAt && t.Runs == claimed.Runs)
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.DueAt, until), cancellationToken);
    }

    private async Task LookAsync(Problem problem, CauseTurn claimed, DateTimeOffset now, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var past = await db.CauseVerdicts.AsNoTracking().Where(v => v.Kind != VerdictKind.Unknown).OrderByDescending(v => v.At).Take(GradedAnswers)
            .Select(v => new GradedCause(v.Method, v.Score, v.Confidence, v.Kind == VerdictKind.Finding && v.Rank == 1)).ToListAsync(cancellationToken);
        var calibration = new CauseCalibration(past);
        var causes = new CauseFinder(rules.All).Find(await gatherer.ReadAsync(db, problem, now, cancellationToken), calibration.Learned);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var locked = await db.CauseTurns.FromSql($"""
            SELECT * FROM cause_turns WHERE problem_id = {problem.Id} AND opened_at = {claimed.OpenedAt} AND runs = {claimed.Runs} FOR UPDATE
            """).ToListAsync(cancellationToken);
        if (locked is not [var turn])
        {
            // The problem is gone, came back, or another server was faster: what that one wrote counts.
            return;
        }

        turn.DueAt = next;
        if (causes.Count > 0 || problem.EndedAt is null || !await WasFoundAsync(db, turn, cancellationToken))
        {
            problem.TicketId = await db.Problems.Where(p => p.Id == problem.Id).Select(p => p.TicketId).SingleAsync(cancellationToken);
            await KeepAsync(db, problem, turn, causes, calibration, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>That all is as usual again when the problem is over says nothing against the cause that was found while it lasted.</summary>
    private static Task<bool> WasFoundAsync(MonitorDb db, CauseTurn turn, CancellationToken cancellationToken) =>
        db.Findings.AnyAsync(f => f.ProblemId == turn.ProblemId && f.At >= turn.OpenedAt && f.CauseKey != RankedCause.None, cancellationToken);

    private async Task KeepAsync(
        MonitorDb db, Problem problem, CauseTurn turn, IReadOnlyList<RankedCause> causes, CauseCalibration calibration, DateTimeOffset now, CancellationToken cancellationToken)
    {
        turn.Runs++;
        db.Findings.AddRange(FindingRows.Of(causes, problem, turn.Runs, now, calibration));
        if (causes is not [var first, ..] || first.CauseKey == turn.ToldKey || problem.TicketId is not { } ticketId)
        {
            return;
        }

        // Hundreds may have joined one ticket; what it shows is the cause of the one that opened it.
        if ((await CauseQueries.ProblemAsync(db, ticketId, cancellationToken))?.Id == problem.Id)
        {
            turn.ToldKey = first.CauseKey;
            var isOfIt = first.HostId == problem.HostId && await db.Tickets.AnyAsync(t => t.Id == ticketId && t.HostId == problem.HostId && t.MergedIntoId == null, cancellationToken);
            await tickets.TellAsync(db, ticketId, Told(first, calibration, isOfIt), cancellationToken);
        }
    }

    /// <summary>Who reads the ticket need not be allowed to see other hosts than its own, so none of them is named.</summary>
    private static string Told(RankedCause cause, CauseCalibration calibration, bool isOfTicketsHost)
    {
        var percent = string.Create(CultureInfo.InvariantCulture, $"{100 * calibration.Confidence(cause.Score):0} %");
        return isOfTicketsHost ? $"Probable cause ({percent}): {cause.Sentence}" : $"Probable cause ({percent}): it is on another host.";
    }
}
