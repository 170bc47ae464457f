using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Problems.Ledger;

/// <summary>
/// Finds the ticket that a problem may join: others that began close to it in time, on the same host or on hosts that share a parent or a tag with it,
/// have just opened one and told of it.
/// </summary>
internal sealed class JoinOffers(IOptions<ProblemsOptions> options)
{
    /// <summary>The first ones are enough: who leads a ticket was there before those that joined it.</summary>
    private const int MostLookedAt = 50;

    /// <param name="beganAt">When the problem was written down as begun.</param>
    public async Task<JoinOffer?> FindAsync(MonitorDb db, Host host, DateTimeOffset beganAt, CancellationToken cancellationToken)
    {
        var (from, to) = (beganAt - options.Value.JoinWithin, beganAt + options.Value.JoinWithin);
        var near = await NearAsync(db, host, cancellationToken);
        var candidates = await db.Problems.AsNoTracking()
            .Where(p => p.EndedAt == null && p.Phase != ProblemPhase.Predicted && p.TicketId != null && p.OpenedAt >= from && p.OpenedAt <= to && near.Contains(p.HostId))
            .Join(db.Tickets.Where(t => t.State != TicketState.Resolved && t.State != TicketState.Closed), p => p.TicketId, t => t.Id, (p, t) => new { Problem = p, t.Id, t.Number })
            .OrderByDescending(c => c.Problem.HostId == host.Id).ThenBy(c => c.Problem.Id).Take(MostLookedAt).ToListAsync(cancellationToken);
        return candidates.Where(c => c.Problem.State.ToldSeverity is not null)
            .Select(c => new JoinOffer(c.Id, c.Number, c.Problem.State.ToldSeverity!.Value)).FirstOrDefault();
    }

    /// <summary>The ticket of the problem that says that a host in front of this one is down.</summary>
    public async Task<int?> OfDownAsync(MonitorDb db, Host host, int problemId, CancellationToken cancellationToken)
    {
        var down = await db.Problems.AsNoTracking().Where(p => p.Id == problemId).Select(p => new { p.HostId, p.TicketId }).SingleOrDefaultAsync(cancellationToken);
        return down?.TicketId is not null && await SameAudience(db, host).AnyAsync(h => h.Id == down.HostId, cancellationToken) ? down.TicketId : null;
    }

    private async Task<List<int>> NearAsync(MonitorDb db, Host host, CancellationToken cancellationToken)
    {
        var notBy = options.Value.JoinNotBy.ToArray();
        var parents = db.HostLinks.Where(l => l.ChildId == host.Id).Select(l => l.ParentId);
        return await SameAudience(db, host).Where(h => h.Id == host.Id
            || parents.Contains(h.Id)
            || db.HostLinks.Any(l => l.ChildId == h.Id && (l.ParentId == host.Id || parents.Contains(l.ParentId)))
            || db.HostTags.Any(t => t.HostId == h.Id && !notBy.Contains(t.Key)
                && db.HostTags.Any(mine => mine.HostId == host.Id && mine.Key == t.Key && mine.Value == t.Value)))
            .Select(h => h.Id).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Where some people see a part of the hosts only, a ticket of one part would hide what it tells of another: hosts share a ticket when the same
    /// people see them.
    /// </summary>
    private static IQueryable<Host> SameAudience(MonitorDb db, Host host) => db.Hosts.Where(h => h.Id == host.Id
        || !db.UserScopes.Any() || (h.GroupId == host.GroupId && h.TeamId == host.TeamId));
}
