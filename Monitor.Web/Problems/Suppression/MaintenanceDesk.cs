using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Planned work. The start is wall clock time in the zone; without a recurrence it is once.</summary>
public sealed record MaintenanceWish(
    string Name, string Reason, string Matchers, DateTime StartsLocal, TimeSpan Duration, string Zone, string? Recurrence, Guid Key);

/// <summary>The only writer of maintenance windows: permission, scope, validation, audit, in one transaction each.</summary>
public sealed class MaintenanceDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>Windows that are not cancelled.</summary>
    public const int Most = 500;

    /// <summary>Cuts kept per window; the oldest go.</summary>
    private const int MostCuts = 200;

    public async Task<SuppressionOutcome> CreateAsync(Actor actor, MaintenanceWish wish, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.MaintenanceEdit))
        {
            return SuppressionOutcome.Refused("plan maintenance");
        }

        var window = Draft(wish);
        (window.AuthorUserId, window.CreatedAt, window.GroupIds, window.TeamIds) = (actor.UserId, time.GetUtcNow(), [.. actor.GroupIds], [.. actor.TeamIds]);
        var errors = SilenceCheck.Errors(window, time.GetUtcNow());
        if (errors.Count > 0)
        {
            return SuppressionOutcome.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await MadeBeforeAsync(db, wish.Key, cancellationToken) is { } before)
        {
            return SuppressionOutcome.Done(before);
        }

        if (await AreEnoughAsync(db, cancellationToken))
        {
            return SuppressionOutcome.Invalid($"There are {Most} maintenance windows already. Cancel some that are no longer needed.");
        }

        window.Matchers = Canonical(window.Matchers);
        db.Maintenance.Add(window);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            audit.Add(db, actor, "maintenance.created", "maintenance", Id(window), null, Facts(window));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return await MadeBeforeAsync(db, wish.Key, cancellationToken) is { } made ? SuppressionOutcome.Done(made) : SuppressionOutcome.Conflict;
        }

        live.Publish(LiveFeed.Suppression);
        return SuppressionOutcome.Done(window.Id);
    }

    public Task<SuppressionOutcome> EditAsync(Actor actor, int id, uint? version, MaintenanceWish wish, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, version, "maintenance.changed", (window, reach) =>
        {
            if (window.CancelledAt is not null)
            {
                return ["This window was cancelled. Make a new one."];
            }

            var draft = Draft(wish);
            var errors = SilenceCheck.Errors(draft, time.GetUtcNow());
            if (errors.Count == 0)
            {
                (window.Name, window.Reason, window.Matchers) = (draft.Name, draft.Reason, Canonical(draft.Matchers));
                (window.GroupIds, window.TeamIds) = reach.Narrowed(window.GroupIds, window.TeamIds);
                Retime(window, draft);
            }

            return errors;
        }, cancellationToken);

    /// <summary>Other times, and of the cuts those that still mean what they meant.</summary>
    private void Retime(MaintenanceWindow window, MaintenanceWindow draft)
    {
        if ((window.StartsLocal, window.Duration, window.Zone, window.Recurrence) == (draft.StartsLocal, draft.Duration, draft.Zone, draft.Recurrence))
        {
            return;
        }

        (window.StartsLocal, window.Duration, window.Zone, window.Recurrence) = (draft.StartsLocal, draft.Duration, draft.Zone, draft.Recurrence);
        var cuts = window.Cuts;
        window.Cuts = [];
        var times = new MaintenanceTimes(window);
        window.Cuts = [.. cuts.Where(c => times.IsStillMeant(c, time.GetUtcNow()))];
    }

    /// <summary>Ends the occurrence that is open now, or leaves the next one out; those after it stay.</summary>
    /// <param name="shownFrom">When the occurrence that the person saw begins: another one is not cut in its place.</param>
    public async Task<SuppressionOutcome> CutAsync(Actor actor, int id, DateTimeOffset shownFrom, CancellationToken cancellationToken)
    {
        var isAnother = false;
        var outcome = await ChangeAsync(actor, id, null, "maintenance.cut", (window, _) =>
        {
            var now = time.GetUtcNow();
            var next = new MaintenanceTimes(window).After(now).Select(o => (Occurrence?)o).FirstOrDefault();
            if (next is null)
            {
                return ["Nothing is open and nothing comes any more."];
            }

            isAnother = next.Value.From != shownFrom;
            window.Cuts = isAnother ? window.Cuts : [.. window.Cuts.TakeLast(MostCuts - 1), next.Value.Contains(now) ? now : next.Value.From];
            return isAnother ? ["The time that you saw is over, or was changed. What is open now or comes next is shown; nothing of it was ended."] : [];
        }, cancellationToken);
        return isAnother ? outcome with { Result = SuppressionResult.Conflict } : outcome;
    }

    /// <summary>Ends the window for good, also an occurrence that is open now.</summary>
    public Task<SuppressionOutcome> CancelAsync(Actor actor, int id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, null, "maintenance.cancelled", (window, _) =>
        {
            window.CancelledAt ??= time.GetUtcNow();
            return [];
        }, cancellationToken);

    /// <summary>The window of a wish as it would be, to check it and to show its next occurrences.</summary>
    public static MaintenanceWindow Draft(MaintenanceWish wish) => new()
    {
        Name = wish.Name.Trim(), Reason = wish.Reason.Trim(), Matchers = wish.Matchers, StartsLocal = DateTime.SpecifyKind(wish.StartsLocal, DateTimeKind.Unspecified),
        Duration = wish.Duration, Zone = wish.Zone.Trim(), Recurrence = string.IsNullOrWhiteSpace(wish.Recurrence) ? null : wish.Recurrence.Trim().ToUpperInvariant(),
        CommandKey = wish.Key,
    };

    private async Task<SuppressionOutcome> ChangeAsync(
        Actor actor, int id, uint? version, string act, Func<MaintenanceWindow, SuppressionReach, IReadOnlyList<string>> change, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.MaintenanceEdit))
        {
            return SuppressionOutcome.Refused("change maintenance");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var window = await db.Maintenance.SingleOrDefaultAsync(w => w.Id == id, cancellationToken);
        var reach = await SuppressionReach.ReadAsync(db, actor, cancellationToken);
        if (window is null || !reach.MayChange(window.AuthorUserId, window.GroupIds, window.TeamIds))
        {
            return window is not null && await SuppressionQueries.SeesAsync(db, actor, window, cancellationToken)
                ? SuppressionOutcome.Refused("change a maintenance window that reaches beyond your groups")
                : SuppressionOutcome.NotFound;
        }

        if (version is not null && version != window.RowVersion)
        {
            return SuppressionOutcome.Conflict;
        }

        var before = Facts(window);
        var errors = change(window, reach);
        if (errors.Count > 0)
        {
            return SuppressionOutcome.Invalid(errors);
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return SuppressionOutcome.Done(id);
        }

        audit.Add(db, actor, act, "maintenance", Id(window), before, Facts(window));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SuppressionOutcome.Conflict;
        }

        live.Publish(LiveFeed.Suppression);
        return SuppressionOutcome.Done(id);
    }

    /// <summary>Those that are over count no more.</summary>
    private async Task<bool> AreEnoughAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var planned = db.Maintenance.AsNoTracking().Where(w => w.CancelledAt == null);
        return await planned.CountAsync(cancellationToken) >= Most
            && (await planned.ToListAsync(cancellationToken)).Count(w => new MaintenanceTimes(w).After(time.GetUtcNow()).Any()) >= Most;
    }

    private static Task<int?> MadeBeforeAsync(MonitorDb db, Guid key, CancellationToken cancellationToken) =>
        db.Maintenance.Where(w => w.CommandKey == key).Select(w => (int?)w.Id).SingleOrDefaultAsync(cancellationToken);

    private static string Canonical(string matchers) => MatcherList.Text(MatcherList.Stored(matchers));

    private static string Id(MaintenanceWindow window) => window.Id.ToString(CultureInfo.InvariantCulture);

    private static object Facts(MaintenanceWindow w) => new
    {
        w.Name, w.Reason, w.Matchers, StartsLocal = w.StartsLocal.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Duration = w.Duration.ToString("c", CultureInfo.InvariantCulture),
        w.Zone, w.Recurrence, w.CancelledAt, LastCut = w.Cuts.Length == 0 ? (DateTimeOffset?)null : w.Cuts[^1],
    };
}
