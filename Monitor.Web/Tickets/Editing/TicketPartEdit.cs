using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Editing;

/// <summary>What stands in rows beside the ticket: tags, hosts, the fields of its category.</summary>
internal static class TicketPartEdit
{
    /// <summary>The field's name in the audit. What those who work on tickets call them is not for the requester.</summary>
    public const string Tags = "Tags";

    public static async Task<string?> ApplyAsync(
        MonitorDb db, Actor actor, Ticket ticket, TicketEdit edit, EditNotes notes, CancellationToken cancellationToken) =>
        await TagAsync(db, ticket, edit.Tags, notes, cancellationToken)
        ?? await HostsAsync(db, actor, ticket, edit.HostIds, notes, cancellationToken)
        ?? await FieldsAsync(db, ticket, edit.Fields, notes, cancellationToken);

    private static async Task<string?> TagAsync(MonitorDb db, Ticket ticket, IReadOnlyList<string>? typed, EditNotes notes, CancellationToken cancellationToken)
    {
        if (typed is null)
        {
            return null;
        }

        if (TagText.Read(typed, out var tags) is { } error)
        {
            return error;
        }

        var rows = await db.TicketTags.Where(t => t.TicketId == ticket.Id).OrderBy(t => t.Tag).ToListAsync(cancellationToken);
        var (before, after) = (string.Join(", ", rows.Select(r => r.Tag).Order(StringComparer.Ordinal)), string.Join(", ", tags));
        if (notes.Add(Tags, before, after, $"Tags: {Or(before)} → {Or(after)}."))
        {
            db.TicketTags.RemoveRange(rows.Where(r => !tags.Contains(r.Tag)));
            db.TicketTags.AddRange(tags.Except(rows.Select(r => r.Tag)).Select(t => new TicketTag { TicketId = ticket.Id, Tag = t }));
        }

        return null;
    }

    /// <summary>Hosts that the person does not see stay as they are.</summary>
    private static async Task<string?> HostsAsync(
        MonitorDb db, Actor actor, Ticket ticket, IReadOnlyList<int>? wished, EditNotes notes, CancellationToken cancellationToken)
    {
        if (wished is null)
        {
            return null;
        }

        var ids = wished.Distinct().ToArray();
        if (ids.Length > TicketHost.Most)
        {
            return $"A ticket is about at most {TicketHost.Most} hosts.";
        }

        var rows = await db.TicketHosts.Where(h => h.TicketId == ticket.Id).OrderBy(h => h.HostId).ToListAsync(cancellationToken);
        var concerned = ids.Concat(rows.Select(r => r.HostId)).Append(ticket.HostId ?? 0).ToArray();
        var names = await db.Hosts.VisibleHosts(actor, db).Where(h => concerned.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        if (ids.Any(id => !names.ContainsKey(id)))
        {
            return "There is no such host. Choose one from the list.";
        }

        var first = ids.Length > 0 ? ids[0] : (ticket.HostId is { } unseen && !names.ContainsKey(unseen) ? unseen : (int?)null);
        var more = ids.Skip(1).Order().ToList();
        var (before, after) = (Names([ticket.HostId, .. rows.Select(r => (int?)r.HostId)]), Names([first, .. more.Select(m => (int?)m)]));
        if (notes.Add("Hosts", before, after, $"Hosts: {Or(before)} → {Or(after)}."))
        {
            ticket.HostId = first;
            db.TicketHosts.RemoveRange(rows.Where(r => names.ContainsKey(r.HostId) && !more.Contains(r.HostId)));
            db.TicketHosts.AddRange(more.Except(rows.Select(r => r.HostId)).Select(id => new TicketHost { TicketId = ticket.Id, HostId = id }));
        }

        return null;

        string Names(IEnumerable<int?> hosts) => string.Join(", ", hosts.OfType<int>().Where(names.ContainsKey).Select(id => names[id]));
    }

    private static async Task<string?> FieldsAsync(
        MonitorDb db, Ticket ticket, IReadOnlyDictionary<int, string>? typed, EditNotes notes, CancellationToken cancellationToken)
    {
        if (typed is null || typed.Count == 0)
        {
            return null;
        }

        var tree = ticket.CategoryId is null ? CategoryTree.Empty : await CatalogReader.TreeAsync(db, cancellationToken);
        if (FieldValues.Read(await CatalogReader.FieldsAsync(db, tree, ticket.CategoryId, cancellationToken), typed, isAsked: false, out var values) is { } error)
        {
            return error;
        }

        var rows = await db.TicketFieldValues.Where(v => v.TicketId == ticket.Id).ToDictionaryAsync(v => v.FieldId, cancellationToken);
        foreach (var (field, value) in values)
        {
            var row = rows.GetValueOrDefault(field.Id);
            if (!notes.Add($"Field {field.Name}", row?.Value ?? "", value, $"{field.Name}: {Or(row?.Value ?? "")} → {Or(value)}."))
            {
                continue;
            }

            if (value.Length == 0)
            {
                db.TicketFieldValues.Remove(row!);
            }
            else if (row is null)
            {
                db.TicketFieldValues.Add(new TicketFieldValue { TicketId = ticket.Id, FieldId = field.Id, Value = value });
            }
            else
            {
                row.Value = value;
            }
        }

        return null;
    }

    private static string Or(string text) => text.Length == 0 ? "none" : text;
}
