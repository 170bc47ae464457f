namespace Monitor.Domain.Tickets.Automation;

/// <summary>What conditions see of a ticket, and of the change that is being made.</summary>
public sealed record AutomationFacts
{
    public required TicketState State { get; init; }

    public required TicketPriority Priority { get; init; }

    public required TicketKind Kind { get; init; }

    public required TicketSource Source { get; init; }

    /// <summary>Its category and all above it.</summary>
    public IReadOnlyCollection<int> CategoryIds { get; init; } = [];

    public int? TeamId { get; init; }

    public int? AssigneeUserId { get; init; }

    public IReadOnlyCollection<int> RequesterTeamIds { get; init; } = [];

    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>The groups of its hosts and all above them.</summary>
    public IReadOnlyCollection<int> HostGroupIds { get; init; } = [];

    public string Text { get; init; } = "";

    /// <summary>Null: no change is being made; what asks for it is taken to hold.</summary>
    public IReadOnlyCollection<AutomationPart>? Changed { get; init; }

    /// <summary>Null: no change is being made; what asks for it is taken to hold.</summary>
    public AutomationAuthor? By { get; init; }
}
