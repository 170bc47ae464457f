using System.Text;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets;

/// <summary>What people type into tickets: bounded, without NUL and other control characters, drawn as text for ever.</summary>
internal static class TicketText
{
    public const int ReasonLength = 1000;

    public static string? Error(string title, string description, NewTicket wish) =>
        TitleError(Line(title)) ?? DescriptionError(Clean(description))
        ?? (wish.Priority is { } priority && !Enum.IsDefined(priority) ? "There is no such priority. Use Low, Medium, High or Urgent."
            : (wish.Kind is { } kind && !Enum.IsDefined(kind)) || (wish.Impact is { } impact && !Enum.IsDefined(impact)) || (wish.Urgency is { } urgency && !Enum.IsDefined(urgency))
                ? "There is no such kind, impact or urgency. Choose from the lists."
            : null);

    public static string? TitleError(string line) =>
        line.Length == 0 ? "A ticket needs a title: say in a few words what is wrong."
        : line.Length > Ticket.TitleLength ? $"The title is longer than {Ticket.TitleLength} characters. Put the details into the description."
        : null;

    public static string? DescriptionError(string clean) =>
        clean.Length > TicketEntry.TextLength ? $"The description is longer than {TicketEntry.TextLength} characters. Shorten it." : null;

    public static string? CommentError(string clean) =>
        clean.Length == 0 ? "An empty comment says nothing. Write something first."
        : clean.Length > TicketEntry.TextLength ? $"The comment is longer than {TicketEntry.TextLength} characters. Shorten it."
        : null;

    /// <summary>Valid Unicode without control characters other than line breaks and tabs, trimmed.</summary>
    public static string Clean(string? text)
    {
        var clean = new StringBuilder(text?.Length ?? 0);
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune))
            {
                clean.Append(rune);
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>The same on one line.</summary>
    public static string Line(string? text) => Clean(text).ReplaceLineEndings(" ").Replace('\t', ' ');
}
