using System.Globalization;
using System.Net.Mail;
using System.Text;
using Monitor.Domain.Notifications;

namespace Monitor.Web.Notifications.Mail;

/// <summary>
/// One mail of one notice, or of several for the same person. The same notices make the same Message-ID however often they are sent; those of one ticket
/// refer to one root, so that a mail client shows them together.
/// </summary>
internal sealed record MailLetter(string MessageId, string? ThreadId, string Subject, string Text)
{
    private const int Listed = 100;

    /// <param name="domain">What stands behind the @ of the sender.</param>
    /// <param name="site">The server's address for links, without a slash at its end; null: there are no links.</param>
    public static MailLetter Of(IReadOnlyList<Delivery> notices, string domain, string? site)
    {
        var first = notices[0];
        if (notices.Count == 1)
        {
            var link = site is null || first.Address.Length == 0 ? "" : $"\n\n{site}{first.Address}";
            return new MailLetter(
                Id(string.Create(CultureInfo.InvariantCulture, $"notice.{first.Id}.{first.CreatedAt.ToUnixTimeMilliseconds()}"), domain), first.Address.Length == 0 ? null : Id(Thread(first), domain),
                PlainLine.Of(first.Subject, 250), $"{first.Text}{link}\n\n{Footer}");
        }

        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{notices.Count} notices came within a minute. They are in this one mail.\n"));
        foreach (var ticket in notices.GroupBy(n => (n.Address, n.Subject)).Take(Listed))
        {
            text.Append('\n').Append(PlainLine.Of(ticket.Key.Subject, 150)).Append('\n');
            text.Append("  ").Append(PlainLine.Of(ticket.Last().Text.Split('\n')[0], 150)).Append(ticket.Count() > 1 ? $" (and {ticket.Count() - 1} before it)" : "").Append('\n');
            text.Append(site is null ? "" : $"  {site}{ticket.Key.Address}\n");
        }

        var tickets = notices.Select(n => n.Address).Distinct().Count();
        text.Append(tickets > Listed ? $"\n… and {tickets - Listed} tickets more.\n" : "").Append('\n').Append(Footer);
        return new MailLetter(
            Id($"notices.{first.Id}.{notices[^1].Id}.{notices.Count}.{first.CreatedAt.ToUnixTimeMilliseconds()}", domain), null,
            string.Create(CultureInfo.InvariantCulture, $"[Monitor] {notices.Count} notices about {(tickets == 1 ? "a ticket" : $"{tickets} tickets")}"), text.ToString());
    }

    /// <summary>The same with more lines above its end.</summary>
    public MailLetter With(string lines) => lines.Length == 0 ? this : this with { Text = $"{Text[..^(Footer.Length + 2)]}{lines}\n\n{Footer}" };

    /// <summary>One recipient, whatever stands in the address.</summary>
    public MailMessage To(MailAddress from, MailAddress recipient)
    {
        var message = new MailMessage(from, recipient)
        {
            Subject = Subject, SubjectEncoding = Encoding.UTF8, Body = Text, BodyEncoding = Encoding.UTF8, HeadersEncoding = Encoding.UTF8, IsBodyHtml = false,
        };
        message.Headers.Add("Message-ID", $"<{MessageId}>");
        if (ThreadId is not null)
        {
            message.Headers.Add("In-Reply-To", $"<{ThreadId}>");
            message.Headers.Add("References", $"<{ThreadId}>");
        }

        // Nothing answers a mail of a machine by itself.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    private const string Footer = "-- \nYour profile says whether notices come by mail.";

    /// <summary>The notice of which a letter with this Message-ID was made; null: of none, or of several.</summary>
    public static long? NoticeOf(string messageId) =>
        messageId.Split('.', 3) is ["notice", var id, _] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var notice) ? notice : null;

    private static string Thread(Delivery notice) => "ticket." + notice.Address[(notice.Address.LastIndexOf('/') + 1)..];

    private static string Id(string local, string domain) => string.Create(CultureInfo.InvariantCulture, $"{local}@{domain}");
}
