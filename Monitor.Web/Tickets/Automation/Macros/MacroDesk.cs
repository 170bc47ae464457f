using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Automation.Admin;

namespace Monitor.Web.Tickets.Automation.Macros;

/// <summary>Macros: several actions that a person does to a ticket at once, all of them or none, each by that person's own rights.</summary>
public sealed class MacroDesk(IDbContextFactory<MonitorDb> contexts, TicketJournal journal, TicketWork work, TicketConsequences consequences)
{
    /// <summary>Those that can be chosen, in their order.</summary>
    public async Task<IReadOnlyList<NamedId>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsWork);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Offered(db).ToListAsync(cancellationToken);
    }

    internal static IQueryable<NamedId> Offered(MonitorDb db) => db.TicketAutomations.AsNoTracking().Where(a => a.Kind == AutomationKind.Macro && a.IsEnabled)
        .OrderBy(a => a.Position).ThenBy(a => a.Id).Take(AutomationDesk.Most).Select(a => new NamedId(a.Id, a.Name));

    public Task<TicketOutcome> RunAsync(Actor actor, TicketCommand command, int macroId, CancellationToken cancellationToken) =>
        work.ChangeAsync(actor, command, async (db, ticket) =>
        {
            if (!actor.May(Permissions.TicketsWork))
            {
                return new TicketAct(TicketOutcome.Refused("use macros"));
            }

            if (await AutomationShelf.MacroAsync(db, macroId, cancellationToken) is not { } macro)
            {
                return new TicketAct(TicketOutcome.Invalid("This macro is gone or switched off. Choose another."));
            }

            var run = new AutomationRun(db, journal, consequences, actor, ticket);
            foreach (var action in macro.Parts.Actions)
            {
                if (await run.DoAsync(action, cancellationToken) is { } refused)
                {
                    return new TicketAct(refused with { Message = $"{macro.Name}: {refused.Message}" });
                }
            }

            run.After["Macro"] = macro.Name;
            var entry = journal.Entry(ticket, actor, TicketEntryKind.Change, run.Text($"Macro “{macro.Name}”"), command.Key, isInternal: true);
            var isGiven = run.After.ContainsKey(nameof(Ticket.AssigneeUserId)) && ticket.AssigneeUserId is not null;
            return new TicketAct(TicketOutcome.Done(ticket.Number), entry, run.Before, run.After, run.Named)
            {
                What = isGiven ? TicketNewsKind.Assigned : TicketNewsKind.Changed,
            };
        }, cancellationToken);
}
