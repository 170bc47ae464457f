namespace Monitor.Domain.Tickets.Catalog;

/// <summary>An answer that is given often, with placeholders such as <c>{ticket.number}</c>; nothing in it is evaluated.</summary>
public sealed class CannedAnswer
{
    public const int NameLength = 100;

    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Markdown.</summary>
    public required string Text { get; set; }

    /// <summary>Whose it is; null: everybody's who works on tickets.</summary>
    public int? TeamId { get; set; }
}
