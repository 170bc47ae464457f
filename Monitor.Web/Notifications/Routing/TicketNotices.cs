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

    /// <summary>What is written for news: a line for all who hear it in the same words, and a letter for each who gets one.</summary>
    internal sealed record MadeNotices(IReadOnlyList<BellNotice> Bell, IReadOnlyList<Delivery> Letters);

    internal async Task<MadeNotices> OfAsync(MonitorDb db, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var news = messages.Where(m => m.Kind.StartsWith(TicketNews.KindPrefix, StringComparison.Ordinal))
            .Select(m => (m.Id, News: Read(m))).Where(m => m.News is not null).Select(m => (m.Id, News: m.News!)).ToList();
        if (news.Count == 0)
        {
            return new([], []);
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
        return new(
            [.. told.Where(t => t.Member.ByBell).GroupBy(t => (t.Id, Line: NoticeWords.BellLine(t.News, t.Ticket, author(t), t.Member.Reason)))
                .Select(g => Bell(g.First(), g.Key.Line, [.. g.Select(t => t.Member.UserId)]))],
            [.. told.Where(t => t.Member.ByMail && mail.Value.IsOn && people[t.Member.UserId].HasMail).Select(t => Letter(t, author(t)))]);

        string author(NoticeTarget one) => one.News.By is { } by && people.TryGetValue(by, out var person) ? person.Name : "Monitor";
    }

    private BellNotice Bell(NoticeTarget one, string line, int[] readers) => new()
    {
        AnnouncementId = one.Id,
        Text = line,
        Address = AddressOf(one),
        TicketId = one.TicketId,
        CreatedAt = time.GetUtcNow(),
        UserIds = readers,
    };

    private Delivery Letter(NoticeTarget one, string author) => new()
    {
        Key = string.Create(CultureInfo.InvariantCulture, $"{one.Id}/user/{one.Member.UserId}"),
        Channel = ChannelNames.Mail,
        UserId = one.Member.UserId,
        TicketId = one.TicketId,
        Subject = NoticeWords.MailSubject(one.Ticket),
        Text = NoticeWords.MailText(one.News, one.Ticket, one.Description, author, one.Member.Reason),
        Address = AddressOf(one),
        CreatedAt = time.GetUtcNow(),
        DueAt = time.GetUtcNow(),
    };

    private static string AddressOf(NoticeTarget one) => string.Create(CultureInfo.InvariantCulture, $"/tickets/{one.Ticket.Number}");

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
