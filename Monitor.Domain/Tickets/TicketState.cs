namespace Monitor.Domain.Tickets;

public enum TicketState
{
    New,
    Open,
    Pending,
    Resolved,
    Closed,
}

public enum TicketPriority
{
    Low,
    Medium,
    High,
    Urgent,
}
