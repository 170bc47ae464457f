using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Access;
using Monitor.Web.Store;

namespace Monitor.Web.Tickets.Automation;

/// <summary>
/// Lets triggers act on a change, in the context and transaction of the change: in their order, each at most once, and none on what a trigger did. What one
/// cannot do is left out and said on the ticket; the change itself is made in any case.
/// </summary>
internal static class TicketTriggers
{
    /// <summary>Which triggers have acted on which tickets: one change may follow from another in the same transaction.</summary>
    private static readonly PerUse<HashSet<(int TicketId, int TriggerId)>> Acted = new();

    /// <returns>True when one has acted.</returns>
    public static async Task<bool> RunAsync(
        MonitorDb db, TicketJournal journal, TicketConsequences consequences, Ticket ticket, TicketChange change, CancellationToken cancellationToken)
    {
        if (change.IsAutomatic || ticket.MergedIntoId is not null)
        {
            return false;
        }

        var changed = TriggerMoment.Changed(db, ticket, change);
        var events = TriggerMoment.Events(ticket, change, changed);
        var triggers = events.Count == 0 ? [] : await AutomationShelf.TriggersAsync(db, events, cancellationToken);
        var (hasActed, acted) = (false, Acted.Of(db));
        var sight = new AutomationSight(db, [ticket]);
        foreach (var trigger in triggers)
        {
            await sight.LookAsync(trigger.Parts.Conditions, cancellationToken);
            if (AutomationMatch.Holds(trigger.Parts.Conditions, sight.Of(ticket, change, changed)) && acted.Add((ticket.Id, trigger.Id)))
            {
                hasActed = true;
                await ActAsync(db, journal, consequences, ticket, trigger, cancellationToken);
            }
        }

        return hasActed;
    }

    /// <summary>One internal entry says what the trigger did, and one audit row, beside those of what it wrote and moved.</summary>
    private static async Task ActAsync(
        MonitorDb db, TicketJournal journal, TicketConsequences consequences, Ticket ticket, StandingAutomation trigger, CancellationToken cancellationToken)
    {
        var (before, assignee) = (ticket.State, ticket.AssigneeUserId);
        var actor = Actor.System with { Name = $"Automation: {trigger.Name}" };
        var run = new AutomationRun(db, journal, consequences, actor, ticket) { IsTrigger = true };
        foreach (var action in trigger.Parts.Actions)
        {
            if (await run.DoAsync(action, cancellationToken) is { } refused)
            {
                run.Say($"Not done ({AutomationWords.Of(action.Deed).ToLowerInvariant()}): {refused.Message}");
            }
        }

        ticket.UpdatedAt = journal.Now;
        var entry = journal.Entry(ticket, actor, TicketEntryKind.Report, run.Text($"Trigger “{trigger.Name}”"), null, isInternal: true);
        db.TicketEntries.Add(entry);
        await consequences.ApplyAsync(db, ticket, new TicketChange(actor, before, entry, IsAutomatic: true), cancellationToken);
        var isGiven = ticket.AssigneeUserId is not null && ticket.AssigneeUserId != assignee;
        run.After["Trigger"] = trigger.Name;
        journal.Announce(db, ticket, actor, TicketDesk.Changed, entry, run.Before, run.After, run.Named, isGiven ? TicketNewsKind.Assigned : TicketNewsKind.Automated);
    }
}
