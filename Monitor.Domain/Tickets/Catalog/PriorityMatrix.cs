namespace Monitor.Domain.Tickets.Catalog;

/// <summary>The priority that impact and urgency make, as administrators set it; what is shipped follows the usual three by three of ITIL.</summary>
public static class PriorityMatrix
{
    public static IReadOnlyList<PriorityCell> Shipped { get; } =
    [
        Cell(TicketLevel.Low, TicketLevel.Low, TicketPriority.Low),
        Cell(TicketLevel.Low, TicketLevel.Medium, TicketPriority.Low),
        Cell(TicketLevel.Low, TicketLevel.High, TicketPriority.Medium),
        Cell(TicketLevel.Medium, TicketLevel.Low, TicketPriority.Low),
        Cell(TicketLevel.Medium, TicketLevel.Medium, TicketPriority.Medium),
        Cell(TicketLevel.Medium, TicketLevel.High, TicketPriority.High),
        Cell(TicketLevel.High, TicketLevel.Low, TicketPriority.Medium),
        Cell(TicketLevel.High, TicketLevel.Medium, TicketPriority.High),
        Cell(TicketLevel.High, TicketLevel.High, TicketPriority.Urgent),
    ];

    private static PriorityCell Cell(TicketLevel impact, TicketLevel urgency, TicketPriority priority) =>
        new() { Impact = impact, Urgency = urgency, Priority = priority };
}
