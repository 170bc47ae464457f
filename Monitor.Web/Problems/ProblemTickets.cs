using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Tickets;

namespace Monitor.Web.Problems;

/// <summary>Which ticket a problem gets: the one of its last time when that was just now, else a new one. Always inside the ledger's transaction.</summary>
public sealed class ProblemTickets(TicketReports reports, TimeProvider time)
{
    /// <summary>A problem that comes back within this time after its end goes on with the same ticket.</summary>
    public static readonly TimeSpan ReopenWindow = TimeSpan.FromHours(1);

    public async Task OpenAsync(MonitorDb db, Problem problem, Host host, CancellationToken cancellationToken)
    {
        var last = await db.Problems.AsNoTracking()
            .Where(p => p.Fingerprint == problem.Fingerprint && p.EndedAt != null && p.TicketId != null)
            .OrderByDescending(p => p.Id)
            .Join(db.Tickets, p => p.TicketId, t => t.Id, (p, t) => new { p.EndedAt, t.Id, t.Number })
            .FirstOrDefaultAsync(cancellationToken);
        if (last is not null && time.GetUtcNow() - last.EndedAt < ReopenWindow)
        {
            problem.TicketId = last.Id;
            await reports.JoinAsync(db, last.Id, $"{problem.Summary} again.", cancellationToken);
            return;
        }

        var ticket = await reports.OpenAsync(db, new TicketReport
        {
            Title = $"{host.Name}: {problem.Summary}",
            Text = Text(problem, host, last?.Number),
            Priority = TicketPriorities.Of(problem.Severity),
            HostId = host.Id,
            TeamId = host.TeamId,
            Metric = problem.Metric,
            Value = problem.Value,
            Limit = problem.Limit,
        }, cancellationToken);
        problem.TicketId = ticket.Id;
    }

    public async Task EndAsync(MonitorDb db, Problem problem, string text, CancellationToken cancellationToken)
    {
        if (problem.TicketId is { } ticketId
            && !await db.Problems.AnyAsync(p => p.TicketId == ticketId && p.EndedAt == null && p.Id != problem.Id, cancellationToken))
        {
            await reports.EndAsync(db, ticketId, text, cancellationToken);
        }
    }

    private static string Text(Problem problem, Host host, int? earlier)
    {
        var since = $"{problem.BeganAt:yyyy-MM-dd HH:mm:ss} UTC";
        var text = $"{problem.Summary} on {host.Name}, since {since}.";
        return earlier is null ? text : $"{text} The same happened before: ticket #{earlier}.";
    }
}
