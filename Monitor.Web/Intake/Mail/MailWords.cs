using System.Text;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Mail;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Web.Intake.Mail;

/// <summary>What a ticket gets of a mail: words that fit, and the files that are taken here; of the others it is said why they are not.</summary>
internal sealed record MailWords(string Text, IReadOnlyList<NewFile> Files)
{
    private const int MostFiles = 20;

    /// <summary>Room for what is said about files.</summary>
    private const int Longest = TicketEntry.TextLength - 4000;

    private static readonly string[] Prefixes = ["re", "aw", "fw", "fwd", "wg", "antw", "antwort", "sv", "vs", "rv", "tr", "res", "enc", "odp"];

    /// <param name="isReply">What was answered is left out: it stands on the ticket.</param>
    public static MailWords Of(IncomingMail mail, AttachmentRules rules, bool isReply)
    {
        var reply = isReply ? QuotedReply.Of(mail.Text) : new QuotedReply(mail.Text, true);
        var isCut = reply.Text.Length > Longest;
        IEnumerable<MailFile> whole = reply.IsWhole && !isCut ? [] : [new MailFile("whole mail.txt", Encoding.UTF8.GetBytes(mail.Text))];
        var (files, notes) = (new List<NewFile>(), new StringBuilder());
        foreach (var file in whole.Concat(mail.Files))
        {
            var one = new NewFile(file.Name, file.Bytes);
            rules.Check([one], out var error);
            error ??= files.Count >= MostFiles ? $"A mail brings at most {MostFiles} files." : null;
            if (error is null)
            {
                files.Add(one);
            }
            else if (notes.Length < 3000)
            {
                notes.Append("\n- ").Append(Plain(error));
            }
        }

        var text = isCut ? Cut(reply.Text) + "…" : reply.Text;
        text = text.Length == 0 && files.Count == 0 ? "(The mail had no text.)" : text;
        return new(notes.Length == 0 ? text : $"{text}\n\nFiles of the mail that were not taken:{notes}".TrimStart(), files);
    }

    /// <summary>Without the files: the ticket has no room for them.</summary>
    public MailWords WithoutFiles(string why) => new($"{Text}\n\nThe files of the mail were not taken: {Plain(why)}".TrimStart(), []);

    /// <summary>The subject without "Re:" and the like, or the first words.</summary>
    public static string Title(IncomingMail mail)
    {
        var subject = mail.Subject.Trim();
        for (var colon = subject.IndexOf(':', StringComparison.Ordinal); colon is > 0 and < 12; colon = subject.IndexOf(':', StringComparison.Ordinal))
        {
            if (!Prefixes.Contains(subject[..colon].TrimEnd(']', '[', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9').ToLowerInvariant()))
            {
                break;
            }

            subject = subject[(colon + 1)..].Trim();
        }

        var title = subject.Length > 0 ? subject : mail.Text.Split('\n', 2)[0].Trim();
        return title.Length == 0 ? "A mail without a subject" : title.Length <= Ticket.TitleLength ? title : Domain.Notifications.PlainLine.Of(title, Ticket.TitleLength);
    }

    /// <summary>A file's name in a sentence cannot format the text around it.</summary>
    private static string Plain(string sentence) => string.Concat(sentence.Select(c => "\\`*_{}[]<>#|!~".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString()));

    private static string Cut(string text) => text[..(Longest - (char.IsHighSurrogate(text[Longest - 1]) ? 1 : 0))];
}
