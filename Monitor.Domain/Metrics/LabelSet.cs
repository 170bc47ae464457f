using System.Text;

namespace Monitor.Domain.Metrics;

/// <summary>
/// The canonical text of a set of labels: <c>name="value"</c> pairs in ordinal order of the names, joined by commas, with <c>\</c> and <c>"</c>
/// in values escaped. Two sets have the same text exactly when they are equal; without labels the text is empty.
/// </summary>
public static class LabelSet
{
    public static string Canonical(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0)
            {
                text.Append(',');
            }

            Escape(text, name).Append("=\"");
            Escape(text, value).Append('"');
        }

        return text.ToString();
    }

    /// <summary>The pairs of a canonical text. Throws <see cref="FormatException"/> for any other text.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string canonical)
    {
        var labels = new List<KeyValuePair<string, string>>();
        var position = 0;
        while (position < canonical.Length)
        {
            var name = ReadUntil(canonical, ref position, '=');
            if (position >= canonical.Length || canonical[position++] != '"')
            {
                throw new FormatException($"A label without a quoted value: {canonical}");
            }

            var value = ReadUntil(canonical, ref position, '"');
            labels.Add(new(name, value));
            if (position < canonical.Length && canonical[position++] != ',')
            {
                throw new FormatException($"Labels are not separated by commas: {canonical}");
            }
        }

        return labels;
    }

    private static string ReadUntil(string text, ref int position, char end)
    {
        var part = new StringBuilder();
        while (position < text.Length)
        {
            var c = text[position++];
            if (c == end)
            {
                return part.ToString();
            }

            if (c == '\\' && position < text.Length)
            {
                c = text[position++];
            }

            part.Append(c);
        }

        throw new FormatException($"Labels end too early: {text}");
    }

    private static StringBuilder Escape(StringBuilder text, string part)
    {
        foreach (var c in part)
        {
            if (c is '\\' or '"' or '=' or ',')
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        return text;
    }
}
