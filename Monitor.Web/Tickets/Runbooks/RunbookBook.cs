using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// The only writer of runbooks and of the switch of the whole feature. Each command returns why not as a sentence, or null when it is done; a version that
/// somebody else changed meanwhile is refused. Whatever changes what a runbook does switches it off: to enable it is an act of its own.
/// </summary>
public sealed class RunbookBook(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int Most = 200;
    internal const string Conflict = "Somebody else changed it in the meantime, and nothing of yours was saved. Look at what is there now in the list; saving again replaces it.";
    private const string Gone = "It is not there any more. Reload the page.";

    /// <param name="id">Null: a new one.</param>
    /// <param name="version">The one that was looked at, by its row.</param>
    public Task<string?> SaveAsync(Actor actor, int? id, uint? version, RunbookDefinition wish, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var clean = wish with
        {
            Name = TicketText.Line(wish.Name), Description = TicketText.Clean(wish.Description), Causes = [.. wish.Causes.Select(c => c.Trim()).Where(c => c.Length > 0).Distinct()],
            Steps = [.. wish.Steps.Select(Clean)], AutomaticGroups = [.. wish.AutomaticGroups.Distinct().Order()],
        };
        if ((RunbookCheck.Error(clean) ?? await RoomErrorAsync(db, id, clean, cancellationToken)) is { } error)
        {
            return error;
        }

        var row = id is null ? new Runbook { Name = "", Definition = "", Version = 0 } : await db.Runbooks.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (row is null || (id is not null && row.RowVersion != version))
        {
            return row is null ? Gone : Conflict;
        }

        object? before = id is null ? null : new { row.Version, row.IsEnabled, row.Definition };
        (row.Name, row.Definition, row.IsEnabled, row.Version) = (clean.Name, RunbookJson.Write(clean), false, row.Version + 1);
        if (id is null)
        {
            db.Runbooks.Add(row);
            await db.SaveChangesAsync(cancellationToken);
        }

        db.RunbookVersions.Add(new RunbookVersion { RunbookId = row.Id, Version = row.Version, At = time.GetUtcNow(), UserId = actor.UserId, Definition = row.Definition });
        audit.Add(db, actor, id is null ? "runbook.created" : "runbook.changed", "runbook", IdText.Of(row.Id), before, new { row.Version, row.IsEnabled, row.Definition });
        return null;
    }, cancellationToken);

    public Task<string?> EnableAsync(Actor actor, int id, uint version, bool isEnabled, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var row = await db.Runbooks.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (row is null || row.RowVersion != version)
        {
            return row is null ? Gone : Conflict;
        }

        audit.Add(db, actor, isEnabled ? "runbook.enabled" : "runbook.disabled", "runbook", IdText.Of(id), new { row.IsEnabled }, new { IsEnabled = isEnabled, row.Name, row.Version });
        row.IsEnabled = isEnabled;
        return null;
    }, cancellationToken);

    /// <summary>Only one that never was on a ticket: what was run can always be read.</summary>
    public Task<string?> DeleteAsync(Actor actor, int id, uint version, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var row = await db.Runbooks.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (row is null || row.RowVersion != version)
        {
            return row is null ? Gone : Conflict;
        }

        if (await db.RunbookRuns.AnyAsync(r => r.RunbookId == id, cancellationToken))
        {
            return "It is in the history of tickets, which stays readable. Switch it off instead.";
        }

        db.Runbooks.Remove(row);
        audit.Add(db, actor, "runbook.deleted", "runbook", IdText.Of(id), new { row.Name, row.Version, row.Definition }, null);
        return null;
    }, cancellationToken);

    /// <summary>Lets runbooks act at all, or stops everything: nothing is begun and no agent is told anything any more.</summary>
    public Task<string?> SwitchAsync(Actor actor, bool isOn, CancellationToken cancellationToken) => ChangeAsync(actor, async db =>
    {
        var row = await db.RunbookSwitches.SingleOrDefaultAsync(s => s.Id == RunbookSwitch.OnlyId, cancellationToken);
        if (row is null)
        {
            db.RunbookSwitches.Add(row = new RunbookSwitch());
        }

        audit.Add(db, actor, isOn ? "runbooks.switched_on" : "runbooks.switched_off", "runbooks", "all", new { row.IsOn }, new { IsOn = isOn });
        (row.IsOn, row.ChangedAt, row.UserId) = (isOn, time.GetUtcNow(), actor.UserId);
        return null;
    }, cancellationToken);

    private async Task<string?> ChangeAsync(Actor actor, Func<MonitorDb, Task<string?>> change, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.RunbooksManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RunbookStepper.LockAsync(db, cancellationToken);
        try
        {
            if (await change(db) is { } error)
            {
                return error;
            }

            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Conflict;
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return "There is one of this name already. Choose another name.";
        }

        live.Publish(LiveFeed.Tickets);
        return null;
    }

    private static async Task<string?> RoomErrorAsync(MonitorDb db, int? id, RunbookDefinition wish, CancellationToken cancellationToken) =>
        await db.Runbooks.AnyAsync(r => r.Name == wish.Name && r.Id != id, cancellationToken) ? "There is one of this name already. Choose another name."
        : id is null && await db.Runbooks.CountAsync(cancellationToken) >= Most ? $"There are {Most} already. Delete one that nobody needs."
        : await db.HostGroups.CountAsync(g => wish.AutomaticGroups.Contains(g.Id), cancellationToken) != wish.AutomaticGroups.Count ? "One of the groups is gone. Choose them again."
        : null;

    /// <summary>Only what its kind has.</summary>
    private static RunbookStep Clean(RunbookStep step) => new(step.Kind, TicketText.Clean(step.Text))
    {
        Address = step.Kind == RunbookStepKind.OpenPage ? step.Address?.Trim() : null,
        Action = step.Kind == RunbookStepKind.Action ? step.Action?.Trim() : null,
        Parameter = step.Kind == RunbookStepKind.Action && !string.IsNullOrWhiteSpace(step.Parameter) ? step.Parameter.Trim() : null,
    };
}
