using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Live;
using Monitor.Web.Tickets;
using Quartz;

namespace Monitor.Web.Problems;

/// <summary>Reopens what somebody called done an hour ago although its problem fires to this day.</summary>
internal sealed class StillFiringJob(StillFiring stillFiring) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await stillFiring.ReopenAsync(cancellationToken);
}

/// <summary>Looks for tickets that were resolved or closed by hand while their problem goes on. Safe to run on several nodes, and twice.</summary>
public sealed class StillFiring(IDbContextFactory<MonitorDb> contexts, TicketReports reports, LiveFeed live, TimeProvider time)
{
    /// <summary>How long whoever resolved the ticket has for the problem to end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int AtOnce = 200;

    /// <summary>Returns how many tickets were reopened.</summary>
    public async Task<int> ReopenAsync(CancellationToken cancellationToken)
    {
        var reopened = 0;
        foreach (var (ticketId, summary) in await DueAsync(cancellationToken))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            try
            {
                var text = $"Still firing {Patience.TotalHours:0} hour after the ticket was called done: {summary}.";
                if (await reports.ReopenAsync(db, ticketId, text, cancellationToken))
                {
                    await db.SaveChangesAsync(cancellationToken);
                    reopened++;
                }
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody works on it right now, or another node was faster; the next round looks again.
            }
        }

        if (reopened > 0)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return reopened;
    }

    private async Task<List<(int TicketId, string Summary)>> DueAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Patience;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // From the few that fire, not from the many tickets that are done. Of several problems of one ticket the first one is told.
        var due = await db.Problems.AsNoTracking().Where(p => p.EndedAt == null && p.Phase == ProblemPhase.Firing)
            .Join(
                db.Tickets.Where(t => (t.State == TicketState.Resolved || t.State == TicketState.Closed) && t.ResolvedAt <= before),
                p => p.TicketId, t => (int?)t.Id, (p, t) => new { t.Id, Problem = p.Id, p.Summary })
            .OrderBy(d => d.Id).ThenBy(d => d.Problem).Take(AtOnce).ToListAsync(cancellationToken);
        return [.. due.DistinctBy(d => d.Id).Select(d => (d.Id, d.Summary))];
    }
}
