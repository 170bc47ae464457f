using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Web.Tickets.Editing;

/// <summary>What was typed into the fields of a category, against the fields that there are.</summary>
internal static class FieldValues
{
    /// <param name="isAsked">A required field that is missing is refused.</param>
    /// <param name="values">By field; empty text: the value goes away.</param>
    /// <returns>Why they are refused; null when they are good.</returns>
    public static string? Read(
        IReadOnlyList<TicketField> fields, IReadOnlyDictionary<int, string> typed, bool isAsked, out IReadOnlyList<(TicketField Field, string Value)> values)
    {
        var read = new List<(TicketField, string)>();
        values = read;
        if (typed.Keys.FirstOrDefault(id => fields.All(f => f.Id != id)) is var foreign and not 0)
        {
            return $"Tickets of this category have no field {foreign}. Look at the fields of the category.";
        }

        foreach (var field in fields.Where(f => isAsked || typed.ContainsKey(f.Id)))
        {
            var text = field.Kind == TicketFieldKind.Text ? TicketText.Clean(typed.GetValueOrDefault(field.Id)) : TicketText.Line(typed.GetValueOrDefault(field.Id));
            if (FieldText.Read(field, text, isAsked, out var value) is { } error)
            {
                return error;
            }

            read.Add((field, value));
        }

        return null;
    }
}
