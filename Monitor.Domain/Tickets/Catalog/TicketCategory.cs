namespace Monitor.Domain.Tickets.Catalog;

/// <summary>What tickets are about, as a tree. A new ticket of a category goes to its team, or to that of the nearest category above.</summary>
public sealed class TicketCategory
{
    public const int NameLength = 100;
    public const int DeepestLevel = 5;

    public int Id { get; set; }

    public int? ParentId { get; set; }

    public required string Name { get; set; }

    public int? TeamId { get; set; }

    /// <summary>Set when it is not offered any more; tickets keep it.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
