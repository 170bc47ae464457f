using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems;

namespace Monitor.Web.Tickets;

/// <summary>Which of the things that can hang on a ticket it has at all: asked once, so that the rest is read only where there is something.</summary>
internal sealed record TicketHas(bool Problems, bool StillFires, bool Fields, bool Tags, bool Hosts, bool Watchers, bool Checks, bool Relatives, bool Clocks)
{
    public static async Task<TicketHas> ReadAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken) => await db.Tickets.Where(t => t.Id == ticketId)
        .Select(t => new TicketHas(
            db.Problems.Any(p => p.TicketId == t.Id),
            db.Problems.Any(p => p.TicketId == t.Id && p.EndedAt == null && p.Phase != ProblemPhase.Predicted),
            db.TicketFields.Any(f => f.RetiredAt == null) || db.TicketFieldValues.Any(v => v.TicketId == t.Id),
            db.TicketTags.Any(g => g.TicketId == t.Id),
            db.TicketHosts.Any(h => h.TicketId == t.Id),
            db.TicketWatchers.Any(w => w.TicketId == t.Id),
            db.TicketChecks.Any(c => c.TicketId == t.Id),
            t.ParentId != null || t.MergedIntoId != null || db.TicketLinks.Any(l => l.TicketId == t.Id) || db.TicketLinks.Any(l => l.OtherId == t.Id)
                || db.Tickets.Any(o => o.ParentId == t.Id) || db.Tickets.Any(o => o.MergedIntoId == t.Id),
            db.SlaTimers.Any(s => s.TicketId == t.Id)))
        .SingleAsync(cancellationToken);
}
