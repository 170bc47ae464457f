using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Web.Hosting;

namespace Monitor.Web.Integrations;

/// <summary>Makes the notices for webhooks of what was announced.</summary>
public sealed class WebhookNotices(ServerAddress server, TimeProvider time)
{
    internal const string Channel = "webhook";

    internal async Task<IReadOnlyList<Delivery>> OfAsync(MonitorDb db, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var kinds = messages.Select(m => m.Kind).Where(WebhookEvents.Exists).Distinct().ToArray();
        if (kinds.Length == 0)
        {
            return [];
        }

        var hooks = await db.Webhooks.AsNoTracking().Where(h => h.IsEnabled && h.Events.Any(e => kinds.Contains(e)))
            .Select(h => new { h.Id, h.Events }).ToListAsync(cancellationToken);
        var wanted = messages.Where(m => hooks.Any(h => h.Events.Contains(m.Kind))).ToList();
        var bodies = wanted.Count == 0 ? [] : await BodiesAsync(db, wanted, cancellationToken);
        return [.. from hook in hooks
            from message in wanted
            where hook.Events.Contains(message.Kind) && bodies.ContainsKey(message.Id)
            select New(message.Id, message.Kind, hook.Id, bodies[message.Id])];
    }

    private async Task<Dictionary<long, string>> BodiesAsync(MonitorDb db, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var news = messages.Where(m => m.Kind.StartsWith(WebhookEvents.Ticket, StringComparison.Ordinal))
            .Select(m => (Message: m, News: TicketNews.Read(m.Payload))).Where(m => m.News is not null).ToList();
        var numbers = news.Select(n => n.News!.Number).Distinct().ToArray();
        var tickets = await db.Tickets.AsNoTracking().Where(t => numbers.Contains(t.Number))
            .Select(t => new { t.Number, t.Title, t.Priority }).ToDictionaryAsync(t => t.Number, cancellationToken);
        var authors = news.Select(n => n.News!.By).OfType<int>().Distinct().ToArray();
        var names = await db.Users.AsNoTracking().Where(u => authors.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName.Length == 0 ? u.UserName! : u.DisplayName, cancellationToken);
        var bodies = news.Where(n => tickets.ContainsKey(n.News!.Number)).ToDictionary(n => n.Message.Id, n => WebhookBody.OfTicket(
            n.Message, n.News!, tickets[n.News!.Number].Title, tickets[n.News.Number].Priority.ToString(),
            n.News.By is { } by ? names.GetValueOrDefault(by) : "Monitor", server.Public));
        var problems = messages.Where(m => m.Kind.StartsWith(WebhookEvents.Problem, StringComparison.Ordinal)).Select(m => (Message: m, Id: IdOf(m.Key))).ToList();
        var ids = problems.Select(p => p.Id).Distinct().ToArray();
        var known = await db.Problems.AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new
        {
            p.Id, p.Summary, p.EndText, p.Severity, Host = db.Hosts.Where(h => h.Id == p.HostId).Select(h => h.Name).FirstOrDefault(),
            Ticket = db.Tickets.Where(t => t.Id == p.TicketId).Select(t => (int?)t.Number).FirstOrDefault(),
        }).ToDictionaryAsync(p => p.Id, cancellationToken);
        foreach (var (message, id) in problems.Where(p => known.ContainsKey(p.Id)))
        {
            var problem = known[id];
            var text = message.Kind == "problem.ended" && problem.EndText is { Length: > 0 } end ? $"{problem.Summary} {end}" : problem.Summary;
            bodies[message.Id] = WebhookBody.OfProblem(message, id, text, problem.Severity.ToString(), problem.Host ?? "", problem.Ticket);
        }

        return bodies;
    }

    internal Delivery New(long id, string kind, int webhookId, string body) => new()
    {
        Key = string.Create(CultureInfo.InvariantCulture, $"{id}/webhook/{webhookId}"),
        Channel = Channel,
        TargetId = webhookId,
        Subject = kind,
        Text = body,
        CreatedAt = time.GetUtcNow(),
        DueAt = time.GetUtcNow(),
    };

    private static int IdOf(string key) =>
        int.TryParse(key.AsSpan(key.IndexOf('/', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
