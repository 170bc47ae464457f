using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Editing;

/// <summary>What the fields of a ticket's category hold. What it still holds of others can be taken away, and nothing else.</summary>
internal static class TicketFieldValueEdit
{
    public static async Task<string?> ApplyAsync(
        MonitorDb db, Ticket ticket, IReadOnlyDictionary<int, string>? typed, EditNotes notes, CancellationToken cancellationToken)
    {
        if (typed is null || typed.Count == 0)
        {
            return null;
        }

        var rows = await db.TicketFieldValues.Where(v => v.TicketId == ticket.Id).ToDictionaryAsync(v => v.FieldId, cancellationToken);
        var tree = ticket.CategoryId is null ? CategoryTree.Empty : await CatalogReader.TreeAsync(db, cancellationToken);
        var own = await CatalogReader.FieldsAsync(db, tree, ticket.CategoryId, cancellationToken);

        // What it holds already is no change, also where it could not be chosen any more.
        var changed = typed.Where(t => rows.GetValueOrDefault(t.Key)?.Value != t.Value).ToDictionary();
        var emptied = changed.Where(t => rows.ContainsKey(t.Key) && own.All(f => f.Id != t.Key) && TicketText.Clean(t.Value).Length == 0).Select(t => t.Key).ToArray();
        var left = emptied.Length == 0 ? [] : await db.TicketFields.AsNoTracking().Where(f => emptied.Contains(f.Id)).ToListAsync(cancellationToken);
        if (FieldValues.Read(own, changed.Where(t => !emptied.Contains(t.Key)).ToDictionary(), isAsked: false, out var values) is { } error)
        {
            return error;
        }

        foreach (var (field, value) in values.Concat(left.Select(f => (f, ""))))
        {
            Set(db, ticket, field, rows.GetValueOrDefault(field.Id), value, notes);
        }

        return null;
    }

    private static void Set(MonitorDb db, Ticket ticket, TicketField field, TicketFieldValue? row, string value, EditNotes notes)
    {
        if (!notes.Add($"Field {field.Name}", row?.Value ?? "", value, $"{field.Name}: {Or(row?.Value ?? "")} → {Or(value)}."))
        {
            return;
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

    private static string Or(string text) => text.Length == 0 ? "none" : text;
}
