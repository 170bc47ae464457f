using System.Text;
using System.Text.Json;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Papers;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Packs;

/// <summary>Evidence as a file to take along.</summary>
internal static class PackFile
{
    public const string Html = "html";
    public const string Json = "json";

    public static bool IsFormat(string format) => format is Html or Json;

    /// <summary>Where the form that takes it along is sent.</summary>
    public static string Address(int number, string format, TimeZoneInfo zone) => $"/tickets/{IdText.Of(number)}/evidence/file?format={format}&zone={Uri.EscapeDataString(zone.Id)}";

    public static (byte[] Bytes, string ContentType, string Name) Write(PackContent content, string format, Actor actor, DateTimeOffset now, TimeZoneInfo zone)
    {
        var name = $"evidence-{IdText.Of(content.Pack.Ticket.Number)}.{format}";
        if (format == Json)
        {
            return (JsonSerializer.SerializeToUtf8Bytes(Shape(content)), "application/json; charset=utf-8", name);
        }

        var times = new PaperTimes(zone);
        var html = PaperHtml.Write(PackPaper.Of(content.Pack, content.Similar, times), $"Taken from Monitor by {actor.Name} on {times.Moment(now)}.");
        return (Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", name);
    }

    private static object Shape(PackContent content) => new
    {
        evidence = JsonSerializer.SerializeToElement(content.Pack, PackJson.Default.EvidencePack),
        similar = content.Similar.Select(s => new
        {
            number = s.Number, title = s.Title, state = s.State, createdAt = s.CreatedAt.UtcDateTime, resolvedAt = s.ResolvedAt?.UtcDateTime, score = Math.Round(s.Likeness.Score, 2),
            reasons = s.Likeness.Reasons, fix = s.Fix?.Text,
        }).ToList(),
    };
}
