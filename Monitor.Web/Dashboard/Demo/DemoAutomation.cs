using Monitor.Data;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>Two triggers, one of them switched off, and a macro.</summary>
internal static class DemoAutomation
{
    public static async Task WriteAsync(MonitorDb db, int teamId, int printerId, CancellationToken cancellationToken)
    {
        db.TicketAutomations.AddRange(
            Make("Printers that print nothing", AutomationKind.Trigger, TicketEvent.Opened, 0, true,
                [new(AutomationField.Category, AutomationTest.Is, $"{printerId}"), new(AutomationField.Words, AutomationTest.Is, "blank")],
                [new(AutomationDeed.AddTag, "toner"), new(AutomationDeed.AssignInTurn, "")]),
            Make("The requester answers an urgent ticket", AutomationKind.Trigger, TicketEvent.Answered, 1, false,
                [new(AutomationField.Priority, AutomationTest.AtLeast, "High"), new(AutomationField.By, AutomationTest.Is, "Requester")], [new(AutomationDeed.TellTeam, "")]),
            Make("Solved, with thanks", AutomationKind.Macro, null, 0, true, [],
                [new(AutomationDeed.Reply, "Hello {requester.name},\n\n**{ticket.title}** should be over now. Thank you for telling us.\n\n{agent.name}"), new(AutomationDeed.MoveTo, "Resolved")]),
            Make("For Operations", AutomationKind.Macro, null, 1, true, [], [new(AutomationDeed.SetTeam, $"{teamId}"), new(AutomationDeed.TellTeam, "")]));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static TicketAutomation Make(
        string name, AutomationKind kind, TicketEvent? when, int position, bool isEnabled, AutomationCondition[] conditions, AutomationAction[] actions) => new()
    {
        Name = name, Kind = kind, Event = when, Position = position, IsEnabled = isEnabled, Conditions = AutomationText.Write(conditions), Actions = AutomationText.Write(actions),
    };
}
