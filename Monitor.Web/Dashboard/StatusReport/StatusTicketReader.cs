using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.StatusReports;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.CauseReports;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>What is being worked on, and what problems came from.</summary>
public sealed class StatusTicketReader(IDbContextFactory<MonitorDb> contexts, PackText text)
{
    private const int MostTickets = 20;
    private const int MostCauses = 20;

    private static readonly TicketState[] Done = [TicketState.Resolved, TicketState.Closed];

    /// <summary>Of a host or a group those that are about one of its hosts; of everything all that the person sees.</summary>
    public async Task<StatusTickets> OpenAsync(Actor actor, StatusAsk ask, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = Visibility.HostsOf(db, actor, ask.HostId, ask.GroupId);
        var tickets = db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => t.MergedIntoId == null && !Done.Contains(t.State));
        if (ask is not { HostId: null, GroupId: null })
        {
            var ids = hosts.Select(h => h.Id);
            var beside = db.TicketHosts.Where(h => ids.Contains(h.HostId)).Select(h => h.TicketId);
            tickets = tickets.Where(t => (t.HostId != null && ids.Contains(t.HostId.Value)) || beside.Contains(t.Id));
        }

        var counts = (await tickets.GroupBy(t => t.Priority).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken)).OrderByDescending(c => c.Key).ToList();
        var rows = new List<StatusTicket>();
        foreach (var priority in counts.Select(c => c.Key))
        {
            // Enums are texts in the database, which sorts them as such: one query for each priority, until there are enough.
            var left = MostTickets - rows.Count;
            rows.AddRange(left == 0 ? [] : (await tickets.Where(t => t.Priority == priority).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Take(left).Select(t => new
            {
                t.Number, t.Title, t.State, t.CreatedAt, Host = db.Hosts.VisibleHosts(actor, db).Where(h => h.Id == t.HostId).Select(h => h.Name).FirstOrDefault(),
                Assignee = db.Users.Where(u => u.Id == t.AssigneeUserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault(),
            }).ToListAsync(cancellationToken)).Select(t => new StatusTicket(t.Number, text.Of(t.Title, Ticket.TitleLength), priority.ToString(), t.State.ToString(), text.Of(t.Host, 200), text.Of(t.Assignee, 100), t.CreatedAt)));
        }

        var open = counts.Sum(c => c.Count);
        return new StatusTickets(open, [.. counts.Select(c => new StatusCount(c.Key.ToString(), c.Count))], new StatusList<StatusTicket>(rows, Math.Max(0, open - rows.Count)));
    }

    /// <summary>The first finding of the newest run of each problem. One on a host that the person may not see is left out: its name would say what runs there.</summary>
    public async Task<StatusCauses> CausesAsync(Actor actor, StatusAsk ask, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        var problems = OccurrenceReader.Of(db, actor, new OccurrenceFilter { HostId = ask.HostId, GroupId = ask.GroupId });
        var ranked =
            from finding in db.Findings.AsNoTracking()
            join problem in problems on finding.ProblemId equals problem.Id
            join host in Visibility.HostsOf(db, actor, ask.HostId, ask.GroupId) on problem.HostId equals host.Id
            where finding.At >= since && finding.At <= until && finding.Rank == 1 && !db.Findings.Any(f => f.ProblemId == finding.ProblemId && f.Run > finding.Run)
            select new { Finding = finding, HostId = host.Id, host.Name, problem.Summary, problem.TicketId };
        var credible = ranked.Where(r => r.Finding.CauseKey != PackFinding.NoCause && (r.Finding.HostId == null || visible.Contains(r.Finding.HostId.Value)));
        var rows = await credible.OrderByDescending(r => r.Finding.At).ThenByDescending(r => r.Finding.Id).Take(MostCauses).ToListAsync(cancellationToken);
        var count = rows.Count < MostCauses ? rows.Count : await credible.CountAsync(cancellationToken);
        int[] ticketIds = [.. rows.Select(r => r.TicketId).OfType<int>().Distinct()];
        var numbers = await db.Tickets.AsNoTracking().VisibleTickets(actor, db).Where(t => ticketIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Number, cancellationToken);
        var said = await db.CauseVerdicts.AsNoTracking().Where(v => ticketIds.Contains(v.TicketId)).ToDictionaryAsync(v => v.TicketId, cancellationToken);
        var words = await OccurrenceReader.WordsAsync(db, actor, rows.Select(r => r.Finding.CauseKey), cancellationToken);
        return new StatusCauses(
            new StatusList<StatusCause>(
                [
                    .. rows.Select(r => new StatusCause(
                        r.Finding.At, r.TicketId is { } id && numbers.TryGetValue(id, out var number) ? number : null, r.HostId, text.Of(r.Name, 200), text.Of(r.Summary, 300), text.Of(words(r.Finding.CauseKey), 300),
                        Math.Round(Math.Clamp(r.Finding.Confidence, 0, 1), 3), r.Finding.IsSupported, Verdict(r.TicketId is { } ticket && numbers.ContainsKey(ticket) ? said.GetValueOrDefault(ticket) : null, r.Finding))),
                ], count - rows.Count),
            await ranked.CountAsync(r => r.Finding.CauseKey == PackFinding.NoCause, cancellationToken));
    }

    /// <summary>Whether it was right, never what else it was: that may sit on a host of others.</summary>
    private static string Verdict(CauseVerdict? said, Finding finding) => said switch
    {
        null => "nothing yet",
        { Kind: VerdictKind.Unknown } => "nobody knows",
        { Kind: VerdictKind.Finding } when said.CauseKey == finding.CauseKey => "right",
        { Kind: VerdictKind.Finding, CauseKey: PackFinding.NoCause } => "wrong, there was no single cause",
        { Kind: VerdictKind.Finding } => "wrong, another finding was it",
        _ => "wrong, it was something else",
    };
}
