using Monitor.Domain.Problems;

namespace Monitor.Domain.Tickets;

/// <summary>How urgent a ticket is that a problem opened: Critical gives High, Warning Medium, Info Low.</summary>
public static class TicketPriorities
{
    public static TicketPriority Of(Severity severity) => severity switch
    {
        Severity.Critical => TicketPriority.High,
        Severity.Warning => TicketPriority.Medium,
        _ => TicketPriority.Low,
    };
}
