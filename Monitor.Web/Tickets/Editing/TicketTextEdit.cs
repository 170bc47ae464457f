using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Editing;

/// <summary>Title and description. Both texts, the old and the new one, are in the audit.</summary>
internal static class TicketTextEdit
{
    public static string? Apply(Ticket ticket, TicketEdit edit, EditNotes notes)
    {
        if (edit.Title is { } typedTitle)
        {
            var title = TicketText.Line(typedTitle);
            if (TicketText.TitleError(title) is { } error)
            {
                return error;
            }

            notes.Add(nameof(Ticket.Title), ticket.Title, title, $"Title: {ticket.Title} → {title}.");
            ticket.Title = title;
        }

        if (edit.Description is { } typed)
        {
            var description = TicketText.Clean(typed);
            if (TicketText.DescriptionError(description) is { } error)
            {
                return error;
            }

            notes.Add(nameof(Ticket.Description), ticket.Description, description, "Description changed.");
            ticket.Description = description;
        }

        return null;
    }
}
