using System.Globalization;

namespace Monitor.Domain.Notifications;

/// <summary>What of a ticket stands in its notices.</summary>
public sealed record NoticeTicket(int Number, string Title, string State, string Priority);

/// <summary>The sentences of notices. Texts of people are put in as they are: nothing in them is a placeholder, and nothing is evaluated.</summary>
public static class NoticeWords
{
    private const int TitleInLine = 120;

    /// <summary>The line of the bell.</summary>
    public static string BellLine(TicketNews news, NoticeTicket ticket, string author, AudienceReason reason)
    {
        var name = $"#{Number(ticket)} {PlainLine.Of(ticket.Title, TitleInLine)}";
        var line = (news.What, reason) switch
        {
            (TicketNewsKind.Opened, AudienceReason.Requester) => $"Opened for you: {name}",
            (TicketNewsKind.Opened, _) => $"New ticket {name}",
            (TicketNewsKind.Assigned, AudienceReason.Assignee) => $"{name} is yours now",
            (_, AudienceReason.Requester) => $"Your ticket #{Number(ticket)}: {news.Text}",
            (TicketNewsKind.Answered or TicketNewsKind.Noted, AudienceReason.Named) => $"{author} named you on {name}: {news.Text}",
            (TicketNewsKind.Answered, _) => $"{author} on {name}: {news.Text}",
            (TicketNewsKind.Noted, _) => $"{author} on {name}, internal: {news.Text}",
            _ => $"{name}: {news.Text}",
        };
        return PlainLine.Of(line, Delivery.SubjectLength);
    }

    /// <summary>The subject of a mail, with the mark by which an answer finds its ticket.</summary>
    public static string MailSubject(NoticeTicket ticket) => $"[#{Number(ticket)}] {PlainLine.Of(ticket.Title, 200)}";

    /// <summary>The text of a mail, without the link, which only the sender knows.</summary>
    public static string MailText(TicketNews news, NoticeTicket ticket, string description, string author, AudienceReason reason)
    {
        var (head, text) = news.What switch
        {
            TicketNewsKind.Opened => ($"New ticket, opened by {author}.", description),
            TicketNewsKind.Answered => ($"{author} wrote:", news.Text),
            TicketNewsKind.Noted => ($"{author} wrote an internal note:", news.Text),
            TicketNewsKind.Assigned when reason == AudienceReason.Assignee => ($"{author} assigned the ticket to you.", ""),
            TicketNewsKind.Escalated or TicketNewsKind.Automated => (news.Text, ""),
            _ => ($"{author}: {news.Text}", ""),
        };
        var state = ticket.State.Length == 0 ? "" : $", {ticket.State.ToLowerInvariant()}, priority {ticket.Priority.ToLowerInvariant()}";
        string[] parts =
        [
            PlainLine.Block(head, Delivery.TextLength / 3), PlainLine.Block(text, Delivery.TextLength / 2),
            $"Ticket #{Number(ticket)}{state}\n{PlainLine.Of(ticket.Title, 300)}", $"You are told because {Why(reason)}.",
        ];
        return string.Join("\n\n", parts.Where(p => p.Length > 0));
    }

    private static string Number(NoticeTicket ticket) => ticket.Number.ToString(CultureInfo.InvariantCulture);

    private static string Why(AudienceReason reason) => reason switch
    {
        AudienceReason.Named => "you were named",
        AudienceReason.Assignee => "the ticket is yours to work on",
        AudienceReason.Requester => "it is your ticket",
        AudienceReason.Watcher => "you watch the ticket",
        AudienceReason.Team => "nobody of your team has it yet",
        _ => "nobody has it yet",
    };
}
