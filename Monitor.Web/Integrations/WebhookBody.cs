using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Monitor.Domain.Notifications;

namespace Monitor.Web.Integrations;

/// <summary>The JSON of a call: what happened to what, with a link. Internal notes are named and not quoted.</summary>
internal static class WebhookBody
{
    private const int TextShown = 4000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static string OfTicket(OutboxMessage message, TicketNews news, string title, string priority, string? by, string? site) => Write(message, new
    {
        news.Number,
        Title = PlainLine.Of(title, 300),
        news.State,
        Priority = priority,
        Url = site is null ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{site}/tickets/{news.Number}"),
    }, null, new { What = news.What.ToString(), By = by, Text = TicketAudience.IsInternal(news) ? null : PlainLine.Block(news.Text, TextShown) });

    public static string OfProblem(OutboxMessage message, int id, string summary, string severity, string host, int? ticket) =>
        Write(message, null, new { Id = id, Summary = PlainLine.Of(summary, 1000), Severity = severity, Host = host, Ticket = ticket }, null);

    public static string Test(long id, DateTimeOffset at) => JsonSerializer.Serialize(new { Event = WebhookEvents.Test, Id = id, At = at.UtcDateTime }, Json);

    private static string Write(OutboxMessage message, object? ticket, object? problem, object? change) => JsonSerializer.Serialize(
        new { Event = message.Kind, message.Id, At = message.CreatedAt.UtcDateTime, Ticket = ticket, Problem = problem, Change = change }, Json);
}
