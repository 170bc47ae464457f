using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Web.Tickets.Automation;

/// <summary>A trigger or macro, read.</summary>
internal sealed record StandingAutomation(int Id, string Name, AutomationParts Parts);

/// <summary>What it looks at and does.</summary>
internal sealed record AutomationParts(IReadOnlyList<AutomationCondition> Conditions, IReadOnlyList<AutomationAction> Actions);

/// <summary>Triggers and macros as they are when the operation asks. Triggers, which every change of a ticket asks for, are read again only after a change.</summary>
internal static class AutomationShelf
{
    private const int TextsKept = 500;

    private static readonly ConcurrentDictionary<(AutomationKind Kind, TicketEvent? Event, string Conditions, string Actions), AutomationParts?> Read = new();

    private static readonly SetupShelf<List<(TicketEvent Event, StandingAutomation Trigger)>> Triggers = new(AllTriggersAsync);

    /// <summary>The triggers of these events that are switched on, in their order; one that cannot be read is none.</summary>
    public static async Task<IReadOnlyList<StandingAutomation>> TriggersAsync(MonitorDb db, IReadOnlyCollection<TicketEvent> events, CancellationToken cancellationToken) =>
        [.. (await Triggers.ReadAsync(db, cancellationToken)).Where(t => events.Contains(t.Event)).Select(t => t.Trigger)];

    /// <summary>Null when it is gone, switched off, or cannot be read.</summary>
    public static async Task<StandingAutomation?> MacroAsync(MonitorDb db, int id, CancellationToken cancellationToken) =>
        await db.TicketAutomations.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.Kind == AutomationKind.Macro && a.IsEnabled, cancellationToken) is { } row ? Standing(row) : null;

    /// <summary>Null for what cannot be read.</summary>
    public static AutomationParts? PartsOf(TicketAutomation row)
    {
        if (Read.Count >= TextsKept)
        {
            Read.Clear();
        }

        return Read.GetOrAdd((row.Kind, row.Event, row.Conditions, row.Actions), texts =>
            AutomationText.Read(texts.Conditions, out IReadOnlyList<AutomationCondition> conditions) is null
            && AutomationText.Read(texts.Actions, out IReadOnlyList<AutomationAction> actions) is null && AutomationCheck.Error(texts.Kind, texts.Event, conditions, actions) is null
                ? new AutomationParts(conditions, actions)
                : null);
    }

    private static async Task<List<(TicketEvent Event, StandingAutomation Trigger)>> AllTriggersAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var rows = await db.TicketAutomations.AsNoTracking().Where(a => a.Kind == AutomationKind.Trigger && a.IsEnabled && a.Event != null)
            .OrderBy(a => a.Position).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(r => (Event: r.Event!.Value, Trigger: Standing(r))).Where(r => r.Trigger is not null).Select(r => (r.Event, r.Trigger!))];
    }

    private static StandingAutomation? Standing(TicketAutomation row) => PartsOf(row) is { } parts ? new StandingAutomation(row.Id, row.Name, parts) : null;
}
