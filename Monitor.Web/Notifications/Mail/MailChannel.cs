using System.Globalization;
using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Notifications.Sending;
using Monitor.Domain.Tickets;
using Monitor.Web.Hosting;
using Monitor.Web.Notifications.Routing;
using Monitor.Web.Notifications.Sending;
using MailDirection = Monitor.Domain.Tickets.Conversation.MailDirection;
using MailMessage = Monitor.Domain.Tickets.Conversation.MailMessage;

namespace Monitor.Web.Notifications.Mail;

/// <summary>
/// Notices by mail. To whom, and whether that person may still see the tickets, is asked at the moment of sending; the Message-ID is written down
/// before, so that an answer finds its ticket also when the server died right after it sent.
/// </summary>
public sealed class MailChannel(
    IDbContextFactory<MonitorDb> contexts, SmtpSender sender, IOptions<MailOptions> options, ServerAddress server, TimeProvider time) : INotificationChannel
{
    public string Name => ChannelNames.Mail;

    public int Lanes => 1;

    public int? MostPerMinute => options.Value.MostPerMinute;

    public async Task<SendOutcome> SendAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var userId = deliveries[0].UserId;
        var person = await db.Users.AsNoTracking().Where(u => u.Id == userId && u.DisabledAt == null && u.WantsMail && u.Email != null)
            .Select(u => u.Email!).SingleOrDefaultAsync(cancellationToken);
        if (person is null)
        {
            return SendOutcome.GiveUp("The person has no mail address any more, wants no mail, or is disabled.");
        }

        if (!MailAddressRule.Accepts(person))
        {
            return SendOutcome.GiveUp("The person's mail address is not one plain address. Correct it under Users.");
        }

        var tickets = deliveries.Select(d => d.TicketId).OfType<int>().Distinct().ToArray();
        var readers = await TicketReaders.ReadAsync(db, [userId!.Value], tickets, cancellationToken);
        var news = await NewsAsync(db, deliveries, cancellationToken);
        var isInternal = news.Where(n => TicketAudience.IsInternal(n.Value)).Select(n => n.Key).ToHashSet();
        var allowed = deliveries.Where(d => d.TicketId is not { } ticket || readers.MayRead(userId.Value, ticket, isInternal.Contains(d.Id))).ToList();
        if (allowed.Count == 0)
        {
            return SendOutcome.GiveUp("The person may not see the ticket any more.");
        }

        var from = options.Value.From;
        var letter = MailLetter.Of(allowed, from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..], server.Public);
        if (allowed.Count == 1)
        {
            letter = letter.With(await RatingInvitation.AddAsync(db, allowed[0], news.GetValueOrDefault(allowed[0].Id), server.Public, time.GetUtcNow(), cancellationToken));
        }

        await RememberAsync(db, letter, allowed, person, cancellationToken);
        using var message = letter.To(new MailAddress(from, options.Value.FromName), new MailAddress(person));
        return await sender.SendAsync(message, cancellationToken);
    }

    /// <summary>The announcement that each was made of, by the notice's id.</summary>
    private static async Task<IReadOnlyDictionary<long, TicketNews>> NewsAsync(MonitorDb db, IReadOnlyList<Delivery> notices, CancellationToken cancellationToken)
    {
        var sources = notices.ToDictionary(n => n.Id, n => long.TryParse(n.Key.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);
        var ids = sources.Values.Distinct().ToArray();
        var payloads = await db.OutboxMessages.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.Payload, cancellationToken);
        return notices.Select(n => (n.Id, News: payloads.TryGetValue(sources[n.Id], out var payload) ? TicketNews.Read(payload) : null))
            .Where(n => n.News is not null).ToDictionary(n => n.Id, n => n.News!);
    }

    private async Task RememberAsync(MonitorDb db, MailLetter letter, IReadOnlyList<Delivery> notices, string address, CancellationToken cancellationToken)
    {
        if (await db.MailMessages.AnyAsync(m => m.Direction == MailDirection.Out && m.MessageId == letter.MessageId, cancellationToken))
        {
            return;
        }

        db.MailMessages.Add(new MailMessage
        {
            Direction = MailDirection.Out,
            MessageId = letter.MessageId,
            TicketId = notices.Count == 1 ? notices[0].TicketId : null,
            Address = address,
            Subject = PlainLine.Of(letter.Subject, Ticket.TitleLength),
            At = time.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancellationToken);
    }
}
