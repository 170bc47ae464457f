namespace Monitor.Domain.Tickets.Catalog;

/// <summary>One cell of the matrix that makes a priority of impact and urgency.</summary>
public sealed class PriorityCell
{
    public TicketLevel Impact { get; set; }

    public TicketLevel Urgency { get; set; }

    public TicketPriority Priority { get; set; }
}
