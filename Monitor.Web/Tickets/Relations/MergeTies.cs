using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Relations;

/// <summary>The links and the family of a ticket that is merged, turned to the one where it goes on. Each says why it cannot be; null when it is done.</summary>
internal static class MergeTies
{
    public static async Task<string?> LinksAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var links = await db.TicketLinks.Where(l => l.TicketId == from.Id || l.OtherId == from.Id || l.TicketId == to.Id || l.OtherId == to.Id).ToListAsync(cancellationToken);
        var theirs = links.Where(l => l.TicketId == from.Id || l.OtherId == from.Id).ToList();
        var there = links.Except(theirs).Select(Sides).ToHashSet();
        db.TicketLinks.RemoveRange(theirs);
        var turned = theirs
            .Select(l => new TicketLink { TicketId = l.TicketId == from.Id ? to.Id : l.TicketId, OtherId = l.OtherId == from.Id ? to.Id : l.OtherId, Kind = l.Kind })
            .Where(l => l.TicketId != l.OtherId && there.Add(Sides(l))).ToList();
        db.TicketLinks.AddRange(turned);
        return turned.Count > 0 && there.Count > RelationDesk.MostLinks
            ? $"Together they would have {there.Count} links, and a ticket has at most {RelationDesk.MostLinks}. Take some away first."
            : null;
    }

    /// <summary>Its children get the other ticket as their parent; where that one stood below it, it takes its place.</summary>
    public static async Task<string?> FamilyAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var children = await db.Tickets.Where(t => t.ParentId == from.Id && t.Id != to.Id).ToListAsync(cancellationToken);
        var below = Math.Max(await FamilyLevels.BelowAsync(db, to, from.Id, cancellationToken), await FamilyLevels.BelowAsync(db, from, to.Id, cancellationToken));
        if ((await FamilyLevels.AboveAsync(db, to, cancellationToken)).Contains(from.Id))
        {
            to.ParentId = from.ParentId;
        }

        children.ForEach(c => c.ParentId = to.Id);
        return children.Count > 0 && (await FamilyLevels.AboveAsync(db, to, cancellationToken)).Count + below > TicketFamily.DeepestLevel
            ? $"With the children of this ticket below it, the other one's family would be more than {TicketFamily.DeepestLevel} levels deep. Take them out of their parent first."
            : null;
    }

    /// <summary>What makes a link the same as another: that something is related, or says the same, is so from either side.</summary>
    private static (int, int, TicketLinkKind) Sides(TicketLink link) => link.Kind == TicketLinkKind.Split
        ? (link.TicketId, link.OtherId, link.Kind)
        : (Math.Min(link.TicketId, link.OtherId), Math.Max(link.TicketId, link.OtherId), link.Kind);
}
