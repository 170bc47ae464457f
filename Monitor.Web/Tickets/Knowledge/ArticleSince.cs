using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets.Knowledge;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>What happened to an article after somebody looked at it, from the audit, for the one whose change is refused because of it.</summary>
internal static class ArticleSince
{
    private const int Told = 5;
    private const int Longest = 200;

    private static readonly (string Field, string Name)[] Fields =
    [
        (nameof(Article.Title), "Title"), (nameof(Article.State), "State"), (nameof(Article.IsPublic), "Public"), (nameof(Article.CategoryId), "Category"),
    ];

    /// <param name="seen">The version that was looked at.</param>
    /// <returns>The newest changes after it, oldest first.</returns>
    public static async Task<IReadOnlyList<TicketNote>> ReadAsync(MonitorDb db, string subject, string act, string id, DateTimeOffset seen, CancellationToken cancellationToken)
    {
        var rows = await db.Audit.AsNoTracking().Where(a => a.Subject == subject && a.SubjectId == id && a.Act == act && a.Before != null && a.After != null).OrderByDescending(a => a.Id).Take(Told)
            .Select(a => new { a.At, a.ActorName, Before = a.Before!, After = a.After! }).ToListAsync(cancellationToken);
        rows.Reverse();
        return
        [
            .. from row in rows
            let before = JsonElement.Parse(row.Before)
            let after = JsonElement.Parse(row.After)
            where Version(after) > seen
            select new TicketNote(row.At, row.ActorName, Words(before, after)),
        ];
    }

    /// <summary>Rows of before versions were written down have none: they are older than what anybody looks at now.</summary>
    private static DateTimeOffset? Version(JsonElement shape) => shape.TryGetProperty(nameof(Article.UpdatedAt), out var at) ? at.GetDateTimeOffset() : null;

    private static string Words(JsonElement before, JsonElement after)
    {
        var parts = Fields.Where(f => Text(before, f.Field) != Text(after, f.Field)).Select(f => $"{f.Name}: {Text(before, f.Field)} → {Text(after, f.Field)}.").ToList();
        if (Text(before, nameof(Article.Text)) != Text(after, nameof(Article.Text)))
        {
            parts.Add("Text changed.");
        }

        return parts.Count == 0 ? "Saved without a change." : string.Join(' ', parts);
    }

    private static string Text(JsonElement shape, string field)
    {
        var text = !shape.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? "none" : value.ToString();
        return field == nameof(Article.Text) ? text : WholeText.Cut(text, Longest);
    }
}
