using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Relations;

/// <summary>What goes along when a ticket is merged into another one, inside the transaction of the merge.</summary>
internal static class MergeMoves
{
    /// <param name="isShared">Both have the same requester: then the words go along too.</param>
    /// <returns>How many comments went along.</returns>
    public static async Task<int> RunAsync(MonitorDb db, Ticket from, Ticket to, bool isShared, CancellationToken cancellationToken)
    {
        await db.Problems.Where(p => p.TicketId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TicketId, to.Id), cancellationToken);
        await WatchersAsync(db, from, to, cancellationToken);
        await TagsAndHostsAsync(db, from, to, cancellationToken);
        await LinksAsync(db, from, to, cancellationToken);
        await FamilyAsync(db, from, to, cancellationToken);
        return isShared ? await ConversationAsync(db, from, to, cancellationToken) : 0;
    }

    private static async Task<int> ConversationAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        await db.Attachments.Where(a => a.TicketId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.TicketId, to.Id), cancellationToken);
        await db.MailMessages.Where(m => m.TicketId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.TicketId, to.Id), cancellationToken);
        return await db.TicketEntries.Where(e => e.TicketId == from.Id && e.Kind == TicketEntryKind.Comment)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.TicketId, to.Id), cancellationToken);
    }

    private static async Task WatchersAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var theirs = await db.TicketWatchers.Where(w => w.TicketId == from.Id).ToListAsync(cancellationToken);
        var there = await db.TicketWatchers.Where(w => w.TicketId == to.Id).Select(w => w.UserId).ToListAsync(cancellationToken);
        db.TicketWatchers.RemoveRange(theirs);
        db.TicketWatchers.AddRange(theirs.Where(w => !there.Contains(w.UserId)).Select(w => new TicketWatcher { TicketId = to.Id, UserId = w.UserId }));
    }

    /// <summary>The merged ticket keeps its own: they say what it was about.</summary>
    private static async Task TagsAndHostsAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var tags = await db.TicketTags.Where(t => t.TicketId == from.Id && !db.TicketTags.Any(o => o.TicketId == to.Id && o.Tag == t.Tag))
            .Select(t => t.Tag).ToListAsync(cancellationToken);
        db.TicketTags.AddRange(tags.Select(t => new TicketTag { TicketId = to.Id, Tag = t }));
        var hosts = await db.TicketHosts.Where(h => h.TicketId == from.Id).Select(h => h.HostId).ToListAsync(cancellationToken);
        var there = await db.TicketHosts.Where(h => h.TicketId == to.Id).Select(h => h.HostId).ToListAsync(cancellationToken);
        var coming = hosts.Concat(new[] { from.HostId }.OfType<int>()).Distinct().Except(there).Where(h => h != to.HostId).ToList();
        if (to.HostId is null && coming.Count > 0)
        {
            to.HostId = from.HostId ?? coming[0];
            coming.Remove(to.HostId.Value);
        }

        db.TicketHosts.AddRange(coming.Select(h => new TicketHost { TicketId = to.Id, HostId = h }));
    }

    private static async Task LinksAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var links = await db.TicketLinks.Where(l => l.TicketId == from.Id || l.OtherId == from.Id || l.TicketId == to.Id || l.OtherId == to.Id).ToListAsync(cancellationToken);
        var there = links.Where(l => l.TicketId == to.Id || l.OtherId == to.Id).Select(l => (l.TicketId, l.OtherId, l.Kind)).ToHashSet();
        var coming = links.Where(l => l.TicketId == from.Id || l.OtherId == from.Id).ToList();
        db.TicketLinks.RemoveRange(coming);
        var turned = coming.Select(l => (TicketId: l.TicketId == from.Id ? to.Id : l.TicketId, OtherId: l.OtherId == from.Id ? to.Id : l.OtherId, l.Kind))
            .Where(l => l.TicketId != l.OtherId).Except(there);
        db.TicketLinks.AddRange(turned.Select(l => new TicketLink { TicketId = l.TicketId, OtherId = l.OtherId, Kind = l.Kind }));
    }

    /// <summary>Its children get the other ticket as their parent; where that one stood below it, it takes its place.</summary>
    private static async Task FamilyAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var seen = new HashSet<int>();
        for (var above = to.ParentId; above is { } id && seen.Add(id);)
        {
            if (id == from.Id)
            {
                to.ParentId = from.ParentId;
                break;
            }

            above = await db.Tickets.Where(t => t.Id == id).Select(t => t.ParentId).SingleAsync(cancellationToken);
        }

        foreach (var child in await db.Tickets.Where(t => t.ParentId == from.Id && t.Id != to.Id).ToListAsync(cancellationToken))
        {
            child.ParentId = to.Id;
        }
    }
}
