using Monitor.Domain.Tickets.Automation;

namespace Monitor.Web.Tickets.Automation.Admin;

/// <summary>A trigger or macro as an administrator wants it.</summary>
public sealed record AutomationWish(string Name, AutomationKind Kind)
{
    /// <summary>Of a trigger.</summary>
    public TicketEvent? Event { get; init; }

    public bool IsEnabled { get; init; } = true;

    public IReadOnlyList<AutomationCondition> Conditions { get; init; } = [];

    public IReadOnlyList<AutomationAction> Actions { get; init; } = [];
}
