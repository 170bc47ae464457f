using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Web.Access;

namespace Monitor.Web.RootCause.Reliability;

/// <summary>What people said of causes in a range, and how busy the analysis is.</summary>
/// <param name="NothingRight">Of those without a credible cause, how often people agreed.</param>
/// <param name="Other">It was something else than any finding.</param>
/// <param name="Unknown">Nobody knew.</param>
/// <param name="Waiting">Problems that wait for their first look, of those that the person may see.</param>
/// <param name="Skipped">Left out in the range, because too many problems opened at once.</param>
public sealed record ReliabilityView(CauseReliability Figures, int Nothing, int NothingRight, int Other, int Unknown, int Waiting, int Skipped);

/// <summary>Reads how far findings can be trusted, from the tickets that the person may see.</summary>
public sealed class ReliabilityReader(IDbContextFactory<MonitorDb> contexts)
{
    private const int Most = 10_000;

    public async Task<ReliabilityView> ReadAsync(Actor actor, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tickets = db.Tickets.VisibleTickets(actor, db).Select(t => t.Id);
        var said = await db.CauseVerdicts.AsNoTracking().Where(v => v.At >= from && v.At < to && tickets.Contains(v.TicketId)).OrderByDescending(v => v.At).Take(Most)
            .Select(v => new { v.Kind, v.Method, v.Score, v.Confidence, v.Rank }).ToListAsync(cancellationToken);
        var problems = db.Problems.VisibleProblems(actor, db).Select(p => p.Id);
        var turns = db.CauseTurns.AsNoTracking().Where(t => problems.Contains(t.ProblemId));
        var nothing = said.Where(s => s.Method == RankedCause.None && s.Kind != VerdictKind.Unknown).ToList();
        return new ReliabilityView(
            CauseReliability.Of(said.Where(s => s.Method != RankedCause.None && s.Kind != VerdictKind.Unknown)
                .Select(s => new GradedCause(s.Method, s.Score, s.Confidence, s is { Kind: VerdictKind.Finding, Rank: 1 })).ToList()),
            nothing.Count, nothing.Count(s => s.Kind == VerdictKind.Finding), said.Count(s => s.Kind == VerdictKind.Other), said.Count(s => s.Kind == VerdictKind.Unknown),
            await turns.CountAsync(t => t.DueAt != null && t.Runs == 0, cancellationToken),
            await turns.CountAsync(t => t.IsSkipped && t.OpenedAt >= from && t.OpenedAt < to, cancellationToken));
    }
}
