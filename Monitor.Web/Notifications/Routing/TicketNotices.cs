using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Web.Notifications.Mail;

namespace Monitor.Web.Notifications.Routing;

/// <summary>Makes the notices for people of news of tickets. What is no news of a ticket that exists is logged and makes none.</summary>
public sealed class TicketNotices(IOptions<MailOptions> mail, TimeProvider time, ILogger<TicketNotices> logger)
{
    private sealed record NoticeTarget(long Id, TicketNews News, AudienceMember Member, int TicketId, NoticeTicket Ticket, string Description);

    internal async Task<IReadOnlyList<Delivery>> OfAsync(MonitorDb db, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var news = messages.Where(m => m.Kind.StartsWith(TicketNews.KindPrefix, StringComparison.Ordinal))
            .Select(m => (m.Id, News: Read(m))).Where(m => m.News is not null).Select(m => (m.Id, News: m.News!)).ToList();
        if (news.Count == 0)
        {
            return [];
        }

        var relations = await TicketRelations.ReadAsync(db, [.. news.Select(n => n.News.Number).Distinct()], cancellationToken);
        var told = news.SelectMany(n => relations.Find(n.News.Number) is { } t
            ? TicketAudience.Of(n.News, t.People).Select(m => new NoticeTarget(n.Id, n.News, m, t.Id, t.Shown, t.Description)) : []).ToList();
        var readers = await TicketReaders.ReadAsync(db, [.. told.Select(t => t.Member.UserId).Distinct()], relations.TicketIds, cancellationToken);
        told.RemoveAll(t => !readers.MayRead(t.Member.UserId, t.TicketId, TicketAudience.IsInternal(t.News)));
        var ids = told.Select(t => t.Member.UserId).Concat(told.Select(t => t.News.By).OfType<int>()).Distinct().ToArray();
        var people = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id))
            .Select(u => new { u.Id, Name = u.DisplayName == "" ? u.UserName! : u.DisplayName, HasMail = u.WantsMail && u.Email != null })
            .ToDictionaryAsync(u => u.Id, cancellationToken);
        var (made, lines) = (new List<Delivery>(), new Dictionary<(long Id, AudienceReason Reason), string>());
        foreach (var one in told)
        {
            var author = one.News.By is { } by && people.TryGetValue(by, out var person) ? person.Name : "Monitor";
            if (one.Member.ByBell)
            {
                // Many people hear the same words.
                var key = (one.Id, one.Member.Reason);
                made.Add(Bell(one, lines.TryGetValue(key, out var line) ? line : lines[key] = NoticeWords.BellLine(one.News, one.Ticket, author, one.Member.Reason)));
            }

            if (one.Member.ByMail && mail.Value.IsOn && people[one.Member.UserId].HasMail)
            {
                made.Add(Letter(one, author));
            }
        }

        return made;
    }

    /// <summary>It is in the bell as soon as it is written; there is nothing to send.</summary>
    private Delivery Bell(NoticeTarget one, string line)
    {
        var notice = New(one, ChannelNames.Bell, line, "");
        notice.SentAt = notice.CreatedAt;
        return notice;
    }

    private Delivery Letter(NoticeTarget one, string author)
    {
        var text = NoticeWords.MailText(one.News, one.Ticket, one.Description, author, one.Member.Reason);
        var notice = New(one, ChannelNames.Mail, NoticeWords.MailSubject(one.Ticket), text);
        notice.DueAt = notice.CreatedAt;
        return notice;
    }

    private Delivery New(NoticeTarget one, string channel, string subject, string text) => new()
    {
        Key = string.Create(CultureInfo.InvariantCulture, $"{one.Id}/user/{one.Member.UserId}"),
        Channel = channel,
        UserId = one.Member.UserId,
        TicketId = one.TicketId,
        Subject = subject,
        Text = text,
        Address = string.Create(CultureInfo.InvariantCulture, $"/tickets/{one.Ticket.Number}"),
        CreatedAt = time.GetUtcNow(),
    };

    private TicketNews? Read(OutboxMessage message)
    {
        var news = TicketNews.Read(message.Payload);
        if (news is null)
        {
            logger.LogError("The announcement {Id} of kind {Kind} cannot be read and tells nobody", message.Id, message.Kind);
        }

        return news;
    }
}
