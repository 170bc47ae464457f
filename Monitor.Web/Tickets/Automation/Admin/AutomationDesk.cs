using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Automation;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Automation.Admin;

/// <summary>
/// The only writer of triggers and macros, one at a time. Each command returns why not as a sentence, or null when it is done; a version that somebody else
/// changed meanwhile is refused, and nothing is overwritten.
/// </summary>
public sealed class AutomationDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit)
{
    /// <summary>Of triggers, and of macros.</summary>
    public const int Most = 100;

    private const string Gone = "It is not there any more. Reload the page.";
    internal const string Conflict = "Somebody else changed it in the meantime, and nothing of yours was saved. Look at what is there now in the list; saving again replaces it.";

    /// <param name="id">Null: a new one, the last of its kind.</param>
    /// <param name="version">The one that was looked at.</param>
    public Task<string?> SaveAsync(Actor actor, int? id, uint? version, AutomationWish wish, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var row = id is null ? new TicketAutomation { Name = "", Conditions = "", Actions = "", Kind = wish.Kind } : await db.TicketAutomations.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (row is null || (id is not null && version != row.RowVersion))
        {
            return row is null ? Gone : Conflict;
        }

        var name = TicketText.Line(wish.Name);
        if ((name.Length is 0 or > TicketAutomation.NameLength ? $"Give it a name of at most {TicketAutomation.NameLength} characters."
            : row.Kind != wish.Kind ? "A trigger stays a trigger, and a macro a macro."
            : AutomationCheck.Error(wish.Kind, wish.Event, wish.Conditions, wish.Actions) ?? await AutomationReferences.ErrorAsync(db, wish, cancellationToken)
                ?? await RoomErrorAsync(db, id, name, wish.Kind, cancellationToken)) is { } error)
        {
            return error;
        }

        var before = id is null ? null : Shape(row);
        (row.Name, row.Event, row.IsEnabled) = (name, wish.Event, wish.IsEnabled);
        (row.Conditions, row.Actions) = (AutomationText.Write(wish.Conditions), AutomationText.Write(wish.Actions));
        if (id is null)
        {
            row.Position = (await db.TicketAutomations.Where(a => a.Kind == wish.Kind).MaxAsync(a => (int?)a.Position, cancellationToken) ?? -1) + 1;
            db.TicketAutomations.Add(row);
            await db.SaveChangesAsync(cancellationToken);
        }

        Note(db, actor, id is null ? "created" : "changed", row.Id, before, Shape(row));
        return null;
    }, cancellationToken);

    public Task<string?> SwitchAsync(Actor actor, int id, uint version, bool isEnabled, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var row = await db.TicketAutomations.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (row is null || version != row.RowVersion)
        {
            return row is null ? Gone : Conflict;
        }

        Note(db, actor, isEnabled ? "switched_on" : "switched_off", id, new { row.Name, row.IsEnabled }, new { row.Name, IsEnabled = isEnabled });
        row.IsEnabled = isEnabled;
        return null;
    }, cancellationToken);

    /// <summary>Changes places with the one before or after it; nothing happens at the end.</summary>
    public Task<string?> MoveAsync(Actor actor, int id, bool up, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        if (await db.TicketAutomations.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } row)
        {
            return Gone;
        }

        var all = await db.TicketAutomations.Where(a => a.Kind == row.Kind).OrderBy(a => a.Position).ThenBy(a => a.Id).ToListAsync(cancellationToken);
        var from = all.IndexOf(row);
        var to = from + (up ? -1 : 1);
        if (to < 0 || to >= all.Count)
        {
            return null;
        }

        (all[from], all[to]) = (all[to], all[from]);
        for (var i = 0; i < all.Count; i++)
        {
            all[i].Position = i;
        }

        Note(db, actor, "moved", id, new { Position = from }, new { Position = to });
        return null;
    }, cancellationToken);

    public Task<string?> DeleteAsync(Actor actor, int id, uint version, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var row = await db.TicketAutomations.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (row is null || version != row.RowVersion)
        {
            return row is null ? Gone : Conflict;
        }

        db.TicketAutomations.Remove(row);
        Note(db, actor, "deleted", id, Shape(row), null);
        return null;
    }, cancellationToken);

    private async Task<string?> ChangeAsync(Actor actor, Func<MonitorDb, Task<string?>> change, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        if (await change(db) is { } error)
        {
            return error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static async Task<string?> RoomErrorAsync(MonitorDb db, int? id, string name, AutomationKind kind, CancellationToken cancellationToken) =>
        await db.TicketAutomations.AnyAsync(a => a.Kind == kind && a.Name == name && a.Id != id, cancellationToken) ? $"There is one named {name} already. Choose another name."
        : id is null && await db.TicketAutomations.CountAsync(a => a.Kind == kind, cancellationToken) >= Most ? $"There are {Most} already. Delete one that nobody needs."
        : null;

    private void Note(MonitorDb db, Actor actor, string what, int id, object? before, object? after) =>
        audit.Add(db, actor, $"automation.{what}", "automation", IdText.Of(id), before, after);

    private static object Shape(TicketAutomation a) => new { a.Name, Kind = a.Kind.ToString(), Event = a.Event?.ToString(), a.IsEnabled, a.Conditions, a.Actions };
}
