using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Tickets;

namespace Monitor.Web.RootCause;

/// <summary>Looks at one problem whose turn it is: gathers, ranks, keeps the findings, and tells the ticket when the first of them is another one than before.</summary>
internal sealed class CauseAnalysis(
    IDbContextFactory<MonitorDb> contexts, CauseGatherer gatherer, CauseRules rules, TicketReports tickets, LiveFeed live, TimeProvider time, ILogger<CauseAnalysis> logger)
{
    /// <summary>When a problem that lasts is looked at again, after its opening.</summary>
    private static readonly TimeSpan[] Again = [TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    private const int GradedAnswers = 2_000;

    /// <summary>False: none is due, or other servers are at it.</summary>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var claimed = await db.CauseTurns.FromSql($"""
            SELECT * FROM cause_turns WHERE due_at <= {now} ORDER BY urgency DESC, due_at, problem_id LIMIT 1 FOR UPDATE SKIP LOCKED
            """).ToListAsync(cancellationToken);
        if (claimed is not [var turn])
        {
            return false;
        }

        var problem = await db.Problems.AsNoTracking().SingleAsync(p => p.Id == turn.ProblemId, cancellationToken);
        try
        {
            await LookAsync(db, problem, turn, now, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !DatabaseOutage.Is(failure))
        {
            // One that cannot be looked at does not keep the others waiting; it has its next turn as if this one had been made.
            logger.LogError(failure, "The cause of problem {Problem} could not be looked for", problem.Id);
            db.ChangeTracker.Clear();
            db.Attach(turn);
        }

        turn.DueAt = problem.EndedAt is null ? Again.Select(a => (DateTimeOffset?)(problem.OpenedAt + a)).FirstOrDefault(a => a > now) : null;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        live.Publish(LiveFeed.Tickets);
        return true;
    }

    private async Task LookAsync(MonitorDb db, Problem problem, CauseTurn turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var past = await db.CauseVerdicts.AsNoTracking().Where(v => v.Kind != VerdictKind.Unknown && v.Method != RankedCause.None).OrderByDescending(v => v.At).Take(GradedAnswers)
            .Select(v => new GradedCause(v.Method, v.Score, v.Confidence, v.Kind == VerdictKind.Finding && v.Rank == 1)).ToListAsync(cancellationToken);
        var calibration = new CauseCalibration(past);
        var causes = new CauseFinder(rules.All).Find(await gatherer.ReadAsync(db, problem, now, cancellationToken), calibration.Learned);
        turn.Runs++;
        db.Findings.AddRange(causes.Count == 0 ? [Nothing(problem, turn, now)] : causes.Select((c, i) => Of(c, i + 1, problem, turn, now, calibration)));
        var first = causes.Count == 0 ? null : causes[0];
        if (first is not null && first.CauseKey != turn.ToldKey && problem.TicketId is { } ticket)
        {
            turn.ToldKey = first.CauseKey;
            await tickets.NoteAsync(db, ticket, Told(first, calibration, problem), null, cancellationToken);
        }
    }

    /// <summary>Who reads the ticket need not be allowed to see other hosts, so none of them is named.</summary>
    private static string Told(RankedCause cause, CauseCalibration calibration, Problem problem)
    {
        var percent = string.Create(CultureInfo.InvariantCulture, $"{100 * calibration.Confidence(cause.Score):0} %");
        return cause.HostId == problem.HostId ? $"Probable cause ({percent}): {cause.Sentence}" : $"Probable cause ({percent}): it comes from another host that this one leans on.";
    }

    private static Finding Of(RankedCause cause, int rank, Problem problem, CauseTurn turn, DateTimeOffset now, CauseCalibration calibration) => new()
    {
        ProblemId = problem.Id, TicketId = problem.TicketId, HostId = cause.HostId, At = now, Run = turn.Runs, Rank = rank, CauseKey = cause.CauseKey, Method = cause.Method,
        Score = cause.Score, Confidence = calibration.Confidence(cause.Score), IsSupported = cause.IsSupported, Sentence = cause.Sentence, Action = cause.Action,
        Evidence = JsonSerializer.Serialize(cause.Evidence, JsonSerializerOptions.Web),
    };

    private static Finding Nothing(Problem problem, CauseTurn turn, DateTimeOffset now) => new()
    {
        ProblemId = problem.Id, TicketId = problem.TicketId, HostId = problem.HostId, At = now, Run = turn.Runs, Rank = 1, CauseKey = RankedCause.None, Method = RankedCause.None, Confidence = 0,
        Sentence = "No credible cause: nothing that is measured on this host or on those it leans on stands out.", Evidence = "[]",
    };
}
