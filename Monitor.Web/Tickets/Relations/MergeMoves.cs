using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Web.Tickets.Relations;

/// <summary>
/// What goes along when a ticket is merged into another one, inside the transaction of the merge. Each part says why it cannot go: no limit is broken that holds
/// for who adds one by one. The transaction is then given up, with what was moved before.
/// </summary>
internal static class MergeMoves
{
    /// <param name="isShared">Both have the same requester: then the words go along too.</param>
    /// <returns>How many comments went along, or why the tickets cannot be merged.</returns>
    public static async Task<(int Moved, string? Error)> RunAsync(
        MonitorDb db, Ticket from, Ticket to, bool isShared, AttachmentOptions files, CancellationToken cancellationToken)
    {
        await db.Problems.Where(p => p.TicketId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TicketId, to.Id), cancellationToken);

        // Whoever has to agree, go on or call off works on the other ticket now.
        await RunbookStepper.LockAsync(db, cancellationToken);
        await db.RunbookRuns.Where(r => r.TicketId == from.Id && RunMoves.Open.Contains(r.State)).ExecuteUpdateAsync(set => set.SetProperty(r => r.TicketId, to.Id), cancellationToken);
        var error = await TagsAsync(db, from, to, cancellationToken)
            ?? await HostsAsync(db, from, to, cancellationToken)
            ?? await WatchersAsync(db, from, to, cancellationToken)
            ?? await MergeTies.LinksAsync(db, from, to, cancellationToken)
            ?? await MergeTies.FamilyAsync(db, from, to, cancellationToken)
            ?? (isShared ? await FilesAsync(db, from, to, files, cancellationToken) : null);
        return (isShared && error is null ? await CommentsAsync(db, from, to, cancellationToken) : 0, error);
    }

    private static async Task<int> CommentsAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        await db.MailMessages.Where(m => m.TicketId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.TicketId, to.Id), cancellationToken);
        return await db.TicketEntries.Where(e => e.TicketId == from.Id && e.Kind == TicketEntryKind.Comment)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.TicketId, to.Id), cancellationToken);
    }

    private static async Task<string?> FilesAsync(MonitorDb db, Ticket from, Ticket to, AttachmentOptions files, CancellationToken cancellationToken)
    {
        var sizes = await db.Attachments.Where(a => (a.TicketId == from.Id || a.TicketId == to.Id) && a.RemovedAt == null)
            .Select(a => new { a.TicketId, a.Size }).ToListAsync(cancellationToken);
        var coming = await db.Attachments.Where(a => a.TicketId == from.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.TicketId, to.Id), cancellationToken);
        return coming == 0 || sizes.All(s => s.TicketId == to.Id) ? null
            : Over("files", sizes.Count, files.MaxPerTicket)
                ?? (sizes.Sum(s => (long)s.Size) > files.MaxBytesPerTicket
                    ? $"Together their files would hold more than {AttachmentOptions.Size(files.MaxBytesPerTicket)}, which is the most for one ticket. Take some away first."
                    : null);
    }

    /// <summary>Who may not see the other ticket is told nothing of it, and stays with the merged one.</summary>
    private static async Task<string?> WatchersAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var theirs = await db.TicketWatchers.Where(w => w.TicketId == from.Id).ToListAsync(cancellationToken);
        var there = await db.TicketWatchers.Where(w => w.TicketId == to.Id).Select(w => w.UserId).ToListAsync(cancellationToken);
        var coming = new HashSet<int>();
        foreach (var person in await AccessGate.OfAsync(db, theirs.ConvertAll(w => w.UserId), cancellationToken))
        {
            if (await SeesAsync(db, person, to, cancellationToken))
            {
                coming.Add(person.UserId!.Value);
            }
        }

        db.TicketWatchers.RemoveRange(theirs.Where(w => coming.Contains(w.UserId)));
        coming.ExceptWith(there);
        db.TicketWatchers.AddRange(coming.Select(id => new TicketWatcher { TicketId = to.Id, UserId = id }));
        return coming.Count == 0 ? null : Over("watchers", there.Count + coming.Count, TicketWatcher.Most);
    }

    /// <summary>Also by the host that the ticket gets in this merge, which the database does not know of yet.</summary>
    private static async Task<bool> SeesAsync(MonitorDb db, Actor person, Ticket ticket, CancellationToken cancellationToken) =>
        await db.Tickets.VisibleTickets(person, db).AnyAsync(t => t.Id == ticket.Id, cancellationToken)
        || (db.Entry(ticket).Property(t => t.HostId).IsModified && person.May(Permissions.TicketsRead)
            && await db.Hosts.VisibleHosts(person, db).AnyAsync(h => h.Id == ticket.HostId, cancellationToken));

    /// <summary>The merged ticket keeps its own tags and hosts: they say what it was about.</summary>
    private static async Task<string?> TagsAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var there = await db.TicketTags.Where(t => t.TicketId == to.Id).Select(t => t.Tag).ToListAsync(cancellationToken);
        var coming = await db.TicketTags.Where(t => t.TicketId == from.Id && !there.Contains(t.Tag)).Select(t => t.Tag).ToListAsync(cancellationToken);
        db.TicketTags.AddRange(coming.Select(t => new TicketTag { TicketId = to.Id, Tag = t }));
        return coming.Count == 0 ? null : Over("tags", there.Count + coming.Count, TicketTag.Most);
    }

    private static async Task<string?> HostsAsync(MonitorDb db, Ticket from, Ticket to, CancellationToken cancellationToken)
    {
        var more = await db.TicketHosts.Where(h => h.TicketId == from.Id).Select(h => h.HostId).ToListAsync(cancellationToken);
        var there = await db.TicketHosts.Where(h => h.TicketId == to.Id).Select(h => h.HostId).ToListAsync(cancellationToken);
        var coming = new[] { from.HostId }.OfType<int>().Concat(more).Distinct().Except(there).Where(h => h != to.HostId).ToList();
        var together = there.Count + coming.Count + (to.HostId is null ? 0 : 1);
        var first = to.HostId is null && coming.Count > 0 ? 1 : 0;
        to.HostId ??= coming.Count > 0 ? coming[0] : null;
        db.TicketHosts.AddRange(coming.Skip(first).Select(h => new TicketHost { TicketId = to.Id, HostId = h }));
        return coming.Count == 0 ? null : Over("hosts", together, TicketHost.Most);
    }

    private static string? Over(string what, int together, int most) =>
        together > most ? $"Together they would have {together} {what}, and a ticket has at most {most}. Take some away first." : null;
}
