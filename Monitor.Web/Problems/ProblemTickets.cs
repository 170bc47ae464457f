using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;
using Monitor.Web.Problems.Ledger;
using Monitor.Web.Tickets;

namespace Monitor.Web.Problems;

/// <summary>
/// What a step of a problem does to tickets, always inside the ledger's transaction. A ticket is a way of telling: what nobody is told of opens none, but
/// what is behind a host that is down joins that host's.
/// </summary>
internal sealed class ProblemTickets(TicketReports reports, JoinOffers offers)
{
    public async Task FollowAsync(MonitorDb db, LedgerCase one, LedgerStep step, JoinOffer? offer, CancellationToken cancellationToken)
    {
        var problem = one.Problem!;
        var reopened = step.Effects.OfType<LedgerEffect.Began>().Any(b => b.How == Beginning.Reopened);
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case LedgerEffect.Notice { Kind: NoticeKind.Began or NoticeKind.Flapping } notice:
                    await FirstAsync(db, one, notice, offer, reopened, cancellationToken);
                    break;
                case LedgerEffect.CameTrue when problem.TicketId is { } ticketId:
                    await reports.NoteAsync(db, ticketId, $"{Of(one)}: what was predicted has come. {one.Summary}.", TicketPriorities.Of(problem.Severity), cancellationToken);
                    break;
                case LedgerEffect.Foreseen foreseen when problem.TicketId is { } ticketId:
                    var ahead = foreseen.Severity is { } worse ? $"{Of(one)}: worse is expected, {worse}. {one.Summary}. {one.Verdict?.Evidence}" : $"{Of(one)}: {one.Summary}";
                    await reports.NoteAsync(db, ticketId, ahead.TrimEnd(), null, cancellationToken);
                    break;
                case LedgerEffect.Notice { Kind: NoticeKind.CameTrue, IsSent: true } when problem.TicketId is { } ticketId:
                    await reports.ReopenAsync(db, ticketId, $"{Of(one)}: it has come although the ticket was called done. {problem.Summary}.", cancellationToken);
                    break;
                case LedgerEffect.SeverityChanged change when problem.TicketId is { } ticketId:
                    var priority = change.To > change.From ? TicketPriorities.Of(change.To) : (TicketPriority?)null;
                    await reports.NoteAsync(db, ticketId, $"{Of(one)}: {change.From} → {change.To}. {one.Summary}.", priority, cancellationToken);
                    break;
                case LedgerEffect.Ended when problem.TicketId is { } ticketId:
                    await EndAsync(db, problem, ticketId, cancellationToken);
                    break;
                default:
                    break;
            }
        }
    }

    public async Task<int?> NumberAsync(MonitorDb db, int? ticketId, CancellationToken cancellationToken) =>
        ticketId is null ? null
        : db.Tickets.Local.FirstOrDefault(t => t.Id == ticketId)?.Number
            ?? await db.Tickets.Where(t => t.Id == ticketId).Select(t => (int?)t.Number).SingleOrDefaultAsync(cancellationToken);

    /// <summary>How many other problems of the same ticket last.</summary>
    public async Task<int> OthersAsync(MonitorDb db, Problem problem, CancellationToken cancellationToken) =>
        problem.TicketId is not { } ticketId ? 0
        : await OpenOf(db, ticketId).CountAsync(p => p.Id != problem.Id, cancellationToken);

    private async Task FirstAsync(
        MonitorDb db, LedgerCase one, LedgerEffect.Notice notice, JoinOffer? offer, bool reopened, CancellationToken cancellationToken)
    {
        var problem = one.Problem!;
        if (problem.TicketId is { } own)
        {
            // The ticket of a problem that comes back is opened again, unless nobody is to be told of it.
            if (notice.IsSent || notice.HeldBy is null or HoldKind.Acknowledged or HoldKind.Snoozed)
            {
                var text = notice.Kind == NoticeKind.Flapping ? $"{Of(one)}: {LedgerWords.Flaps}" : reopened ? $"{one.Summary} again." : $"{Of(one)}: {one.Summary}, still.";
                await reports.JoinAsync(db, own, text, cancellationToken);
            }
        }
        else if (offer is not null && (notice.IsSent || notice.HeldBy is null))
        {
            problem.TicketId = offer.TicketId;
            var text = $"{Of(one)}: {one.Summary}. It began at about the same time and joined this ticket.";
            await reports.NoteAsync(db, offer.TicketId, text, TicketPriorities.Of(problem.Severity), cancellationToken);
            await LeadAsync(db, one, offer.TicketId, cancellationToken);
        }
        else if (notice.IsSent)
        {
            problem.TicketId = (await OpenAsync(db, one, cancellationToken)).Id;
        }
        else if (notice.HeldBy == HoldKind.Dependency && problem.Phase != ProblemPhase.Predicted && one.DownProblemId is { } down
            && await offers.OfDownAsync(db, one.Host, down, cancellationToken) is { } theirs)
        {
            problem.TicketId = theirs;
            await reports.JoinAsync(db, theirs, $"{Of(one)}: {one.Summary}. {notice.HeldReason}.", cancellationToken);
        }
    }

    /// <summary>A host in front of the one that the ticket is about leads it from now on.</summary>
    private async Task LeadAsync(MonitorDb db, LedgerCase one, int ticketId, CancellationToken cancellationToken)
    {
        var behind = db.HostLinks.Where(l => l.ParentId == one.Host.Id).Select(l => l.ChildId);
        if (await db.Tickets.AnyAsync(t => t.Id == ticketId && t.HostId != null && behind.Contains(t.HostId.Value), cancellationToken))
        {
            await reports.LeadAsync(db, ticketId, ReportOf(one, null), cancellationToken);
        }
    }

    private async Task<Ticket> OpenAsync(MonitorDb db, LedgerCase one, CancellationToken cancellationToken)
    {
        var problem = one.Problem!;
        var earlier = await db.Problems.AsNoTracking().Where(p => p.Id == problem.PreviousProblemId && p.TicketId != null)
            .Join(db.Tickets, p => p.TicketId, t => t.Id, (_, t) => (int?)t.Number).SingleOrDefaultAsync(cancellationToken);
        return await reports.OpenAsync(db, ReportOf(one, earlier), cancellationToken);
    }

    private static TicketReport ReportOf(LedgerCase one, int? earlier)
    {
        var (problem, host) = (one.Problem!, one.Host);
        var since = problem.BeganAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var text = problem.Phase == ProblemPhase.Predicted
            ? $"{problem.Summary}. Predicted for {host.Name} at {since} UTC. {one.Verdict?.Evidence}".TrimEnd()
            : $"{problem.Summary} on {host.Name}, since {since} UTC. {one.Verdict?.Evidence}".TrimEnd();
        return new TicketReport
        {
            Title = $"{host.Name}: {problem.Summary}",
            Text = earlier is null ? text : $"{text} The same happened before: ticket #{earlier}.",
            Priority = TicketPriorities.Of(problem.Severity),
            HostId = host.Id,
            TeamId = host.TeamId,
            Metric = problem.Metric,
            Value = problem.Value,
            Limit = problem.Limit,
        };
    }

    private async Task EndAsync(MonitorDb db, Problem problem, int ticketId, CancellationToken cancellationToken)
    {
        if (await OthersAsync(db, problem, cancellationToken) > 0)
        {
            return;
        }

        var members = await db.Problems.CountAsync(p => p.TicketId == ticketId, cancellationToken);
        var text = members == 1 ? problem.EndText : $"{problem.EndText} That was the last of {members} problems of this ticket.";
        await reports.EndAsync(db, ticketId, text, cancellationToken);
    }

    private static IQueryable<Problem> OpenOf(MonitorDb db, int ticketId) => db.Problems.Where(p => p.TicketId == ticketId && p.EndedAt == null);

    private static string Of(LedgerCase one) => one.Host.Name;
}
