using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Editing;

/// <summary>What stands in rows beside the ticket: tags, hosts, the fields of its category.</summary>
internal static class TicketPartEdit
{
    /// <summary>The field's name in the audit. What those who work on tickets call them is not for the requester.</summary>
    public const string Tags = "Tags";

    /// <summary>The field's name in the audit. Which hosts a ticket is about is shown to those who see the hosts.</summary>
    public const string Hosts = "Hosts";

    /// <summary>True for changes that are not written where the requester reads them.</summary>
    public static bool IsInternal(EditNotes notes) => notes.After.ContainsKey(Tags) || notes.After.ContainsKey(Hosts);

    public static async Task<string?> ApplyAsync(
        MonitorDb db, Actor actor, Ticket ticket, TicketEdit edit, EditNotes notes, CancellationToken cancellationToken) =>
        await TagsAsync(db, ticket, edit, notes, cancellationToken)
        ?? await HostsAsync(db, actor, ticket, edit.HostIds, notes, cancellationToken)
        ?? await TicketFieldValueEdit.ApplyAsync(db, ticket, edit.Fields, notes, cancellationToken);

    private static async Task<string?> TagsAsync(MonitorDb db, Ticket ticket, TicketEdit edit, EditNotes notes, CancellationToken cancellationToken)
    {
        if (edit.Tags is null && edit.Tag is null)
        {
            return null;
        }

        var rows = await db.TicketTags.Where(t => t.TicketId == ticket.Id).OrderBy(t => t.Tag).ToListAsync(cancellationToken);
        IReadOnlyList<string> named = [];
        if ((edit.Tag is null ? null : TagText.ReadOne(edit.Tag.Text, out named)) is { } unread)
        {
            return unread;
        }

        var typed = edit.Tags ?? rows.ConvertAll(r => r.Tag);
        if (TagText.Read(edit.Tag?.IsAdded == false ? typed.Except(named) : typed.Concat(named), out var tags) is { } error)
        {
            return error;
        }

        var (before, after) = (string.Join(", ", rows.Select(r => r.Tag).Order(StringComparer.Ordinal)), string.Join(", ", tags));
        var sentence = edit.Tag is null ? $"Tags: {Or(before)} → {Or(after)}." : $"Tag {(edit.Tag.IsAdded ? "added" : "removed")}: {named[0]}.";
        if (notes.Add(Tags, before, after, sentence))
        {
            db.TicketTags.RemoveRange(rows.Where(r => !tags.Contains(r.Tag)));
            db.TicketTags.AddRange(tags.Except(rows.Select(r => r.Tag)).Select(t => new TicketTag { TicketId = ticket.Id, Tag = t }));
        }

        return null;
    }

    /// <summary>Hosts that the person does not see stay as they are: one that is the first stays in front of those that are wished.</summary>
    private static async Task<string?> HostsAsync(
        MonitorDb db, Actor actor, Ticket ticket, IReadOnlyList<int>? wished, EditNotes notes, CancellationToken cancellationToken)
    {
        if (wished is null)
        {
            return null;
        }

        var rows = await db.TicketHosts.Where(h => h.TicketId == ticket.Id).OrderBy(h => h.HostId).ToListAsync(cancellationToken);
        var concerned = wished.Concat(rows.Select(r => r.HostId)).Append(ticket.HostId ?? 0).Distinct().ToArray();
        var names = await db.Hosts.VisibleHosts(actor, db).Where(h => concerned.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        var unseen = ticket.HostId is { } front && !names.ContainsKey(front) ? ticket.HostId : null;
        var ids = wished.Where(id => id != unseen).Distinct().ToArray();
        if (ids.Any(id => !names.ContainsKey(id)))
        {
            return "There is no such host. Choose one from the list.";
        }

        if (ids.Length + rows.Count(r => !names.ContainsKey(r.HostId)) + (unseen is null ? 0 : 1) > TicketHost.Most)
        {
            return $"A ticket is about at most {TicketHost.Most} hosts.";
        }

        var first = unseen ?? (ids.Length > 0 ? ids[0] : null);
        var more = ids.Where(id => id != first).Order().ToList();
        var (before, after) = (Names([ticket.HostId, .. rows.Select(r => (int?)r.HostId)]), Names([first, .. more.Select(m => (int?)m)]));
        if (notes.Add(Hosts, before, after, $"Hosts: {Or(before)} → {Or(after)}."))
        {
            ticket.HostId = first;
            db.TicketHosts.RemoveRange(rows.Where(r => names.ContainsKey(r.HostId) && !more.Contains(r.HostId)));
            db.TicketHosts.AddRange(more.Except(rows.Select(r => r.HostId)).Select(id => new TicketHost { TicketId = ticket.Id, HostId = id }));
        }

        return null;

        string Names(IEnumerable<int?> hosts) => string.Join(", ", hosts.OfType<int>().Where(names.ContainsKey).Select(id => names[id]));
    }

    private static string Or(string text) => text.Length == 0 ? "none" : text;
}
