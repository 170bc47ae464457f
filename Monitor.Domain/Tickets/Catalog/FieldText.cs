using System.Globalization;

namespace Monitor.Domain.Tickets.Catalog;

/// <summary>What people type into a field of their own, checked by the kind of the field.</summary>
public static class FieldText
{
    public const string DateFormat = "yyyy-MM-dd";

    /// <summary>Reads what was typed.</summary>
    /// <param name="text">Already without control characters and blanks around it.</param>
    /// <param name="value">As it is stored: text as typed, number in invariant notation, the choice as it is spelled, date as yyyy-MM-dd; empty: no value.</param>
    /// <returns>Why it is refused, as a sentence; null when it is good. An empty text is good unless the field is required.</returns>
    public static string? Read(TicketField field, string text, bool isAsked, out string value)
    {
        value = "";
        if (text.Length == 0)
        {
            return isAsked && field.IsRequired ? $"“{field.Name}” is needed." : null;
        }

        value = field.Kind switch
        {
            TicketFieldKind.Number => Number(text),
            TicketFieldKind.Choice => field.Choices.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase)) ?? "",
            TicketFieldKind.Date => DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : "",
            _ => text.Length <= TicketField.ValueLength ? text : "",
        };
        return value.Length > 0 ? null : field.Kind switch
        {
            TicketFieldKind.Number => $"“{field.Name}” is a number with a point, such as 12.5.",
            TicketFieldKind.Choice => $"“{field.Name}” is one of: {string.Join(", ", field.Choices)}.",
            TicketFieldKind.Date => $"“{field.Name}” is a date such as 2026-12-31.",
            _ => $"“{field.Name}” has at most {TicketField.ValueLength} characters.",
        };
    }

    /// <summary>The fields of a ticket of this category: those of every ticket, of the category and of all above it, in the order in which they are asked for.</summary>
    public static IReadOnlyList<TicketField> Of(IEnumerable<TicketField> fields, CategoryTree tree, int? categoryId)
    {
        var chain = tree.Chain(categoryId).Select((c, i) => (c.Id, Distance: i)).ToDictionary(c => c.Id, c => c.Distance);
        return [.. fields.Where(f => f.RetiredAt is null && (f.CategoryId is null || chain.ContainsKey(f.CategoryId.Value)))
            .OrderByDescending(f => f.CategoryId is { } id ? chain[id] : int.MaxValue).ThenBy(f => f.Position).ThenBy(f => f.Id)];
    }

    private static string Number(string text) =>
        text.Length <= 40 && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : "";
}
