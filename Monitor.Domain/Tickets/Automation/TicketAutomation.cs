namespace Monitor.Domain.Tickets.Automation;

public enum AutomationKind
{
    /// <summary>Acts by itself when its event comes and its conditions hold.</summary>
    Trigger,

    /// <summary>A person chooses it on a ticket, or for many.</summary>
    Macro,
}

public enum TicketEvent
{
    Opened,
    Changed,
    Answered,
    Reopened,
    Resolved,
    Closed,
}

/// <summary>Actions for tickets, by themselves or by hand. Conditions and actions are JSON that <c>AutomationText</c> reads.</summary>
public sealed class TicketAutomation
{
    public const int NameLength = 100;

    public int Id { get; set; }

    public required string Name { get; set; }

    public AutomationKind Kind { get; set; }

    public TicketEvent? Event { get; set; }

    public required string Conditions { get; set; }

    public required string Actions { get; set; }

    public int Position { get; set; }

    public bool IsEnabled { get; set; } = true;

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}
