using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Editing;

/// <summary>Tags as people type them, cleaned: lower case, no blanks around, each once.</summary>
internal static class TagText
{
    /// <returns>Why they are refused; null when they are good.</returns>
    public static string? Read(IEnumerable<string> typed, out IReadOnlyList<string> tags)
    {
        tags = [.. typed.Select(t => TicketText.Line(t).TrimStart('#').ToLowerInvariant()).Where(t => t.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        return tags.Count > TicketTag.Most ? $"A ticket has at most {TicketTag.Most} tags."
            : tags.FirstOrDefault(t => t.Length > TicketTag.TagLength || t.Contains(',')) is { } bad
                ? $"A tag has at most {TicketTag.TagLength} characters and no comma: {WholeText.Cut(bad, TicketTag.TagLength)}."
            : null;
    }

    /// <summary>The same for a single one, which there has to be.</summary>
    public static string? ReadOne(string typed, out IReadOnlyList<string> tags) => Read([typed], out tags) ?? (tags.Count == 0 ? "Say which tag." : null);

    /// <summary>One line of words with commas between them.</summary>
    public static IEnumerable<string> Split(string line) => line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
