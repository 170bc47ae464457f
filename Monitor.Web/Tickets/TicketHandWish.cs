namespace Monitor.Web.Tickets;

/// <summary>What a person says when taking a ticket in hand or putting it off; without a time it lasts as long as the ticket.</summary>
public sealed record TicketHandWish(string Note, TimeSpan? For);
