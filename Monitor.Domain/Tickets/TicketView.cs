namespace Monitor.Domain.Tickets;

/// <summary>A filter of tickets with a name: the query part of the list's address. Its owner's, and of a team when it is shared.</summary>
public sealed class TicketView
{
    public const int NameLength = 100;
    public const int QueryLength = 1000;

    public int Id { get; set; }

    public int OwnerUserId { get; set; }

    public int? TeamId { get; set; }

    public required string Name { get; set; }

    public required string Query { get; set; }
}
