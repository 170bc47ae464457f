using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;

namespace Monitor.Web.Problems.Suppression;

/// <summary>
/// Reads silences and maintenance for screens and the API. Who is limited sees what is about a host that he sees, and his own.
/// </summary>
public sealed class SuppressionQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    /// <summary>A day more than the longest occurrence lasts: wall clocks differ by less.</summary>
    private static readonly TimeSpan SurelyOver = MaintenanceWindow.Longest + TimeSpan.FromDays(1);

    /// <summary>Those in one of the states, newest first.</summary>
    /// <param name="before">Only older ones than this.</param>
    public async Task<SuppressionPart<SilenceLine>> SilencesAsync(
        Actor actor, IReadOnlyCollection<SuppressionState> states, int skip, int take, int? before, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var silences = InState(db.Silences.AsNoTracking(), states, now).Where(s => before == null || s.Id < before).OrderByDescending(s => s.Id);
        var sight = await SuppressionSight.ReadAsync(db, actor, cancellationToken);
        var part = await sight.PartAsync(silences, sight.Of, skip, take, cancellationToken);
        return new SuppressionPart<SilenceLine>(await LinesAsync(db, actor, part.Lines, now, cancellationToken), part.Total);
    }

    public async Task<SilenceLine?> SilenceAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Silences.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        return found is null || !await SeesAsync(db, actor, found, cancellationToken) ? null
            : (await LinesAsync(db, actor, [found], time.GetUtcNow(), cancellationToken))[0];
    }

    /// <summary>Those in one of the states: first those that are open or come next, by that moment; then those that are over, newest first.</summary>
    public async Task<SuppressionPart<MaintenanceLine>> MaintenanceAsync(
        Actor actor, IReadOnlyCollection<SuppressionState> states, int skip, int take, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var sight = await SuppressionSight.ReadAsync(db, actor, cancellationToken);

        // Whether one opens again is computed here and not by the database; those that may are few.
        var earliest = DateTime.SpecifyKind((now - SurelyOver).UtcDateTime, DateTimeKind.Unspecified);
        var candidates = await db.Maintenance.AsNoTracking()
            .Where(w => (w.CancelledAt == null || w.CancelledAt > now) && (w.Recurrence != null || w.StartsLocal > earliest)).ToListAsync(cancellationToken);
        var planned = candidates.FindAll(w => new MaintenanceTimes(w).After(now).Any());
        var lines = await LinesAsync(db, actor, [.. sight.Of(planned)], now, cancellationToken);
        IReadOnlyList<MaintenanceLine> first = [.. lines.Where(l => states.Contains(l.State)).OrderBy(l => l.State).ThenBy(l => l.Next?.From).ThenByDescending(l => l.Window.Id)];
        var over = new SuppressionPart<MaintenanceWindow>([], 0);
        if (states.Contains(SuppressionState.Over))
        {
            int[] plannedIds = [.. planned.Select(w => w.Id)];
            var rest = db.Maintenance.AsNoTracking().Where(w => !plannedIds.Contains(w.Id)).OrderByDescending(w => w.Id);
            over = await sight.PartAsync(rest, sight.Of, Math.Max(0, skip - first.Count), Math.Max(0, take - Math.Max(0, first.Count - skip)), cancellationToken);
        }

        return new SuppressionPart<MaintenanceLine>(
            [.. first.Skip(skip).Take(take), .. await LinesAsync(db, actor, over.Lines, now, cancellationToken)], first.Count + over.Total);
    }

    public async Task<MaintenanceLine?> MaintenanceAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Maintenance.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken);
        return found is null || !await SeesAsync(db, actor, found, cancellationToken) ? null
            : (await LinesAsync(db, actor, [found], time.GetUtcNow(), cancellationToken))[0];
    }

    internal static async Task<bool> SeesAsync(MonitorDb db, Actor actor, Silence silence, CancellationToken cancellationToken) =>
        (await SuppressionSight.ReadAsync(db, actor, cancellationToken)).Of([silence]).Any();

    internal static async Task<bool> SeesAsync(MonitorDb db, Actor actor, MaintenanceWindow window, CancellationToken cancellationToken) =>
        (await SuppressionSight.ReadAsync(db, actor, cancellationToken)).Of([window]).Any();

    private static IQueryable<Silence> InState(IQueryable<Silence> silences, IReadOnlyCollection<SuppressionState> states, DateTimeOffset now)
    {
        var (active, coming, over) = (states.Contains(SuppressionState.Active), states.Contains(SuppressionState.Coming), states.Contains(SuppressionState.Over));
        return silences.Where(s => s.EndsAt <= now ? over : s.StartsAt <= now && s.CreatedAt <= now ? active : coming);
    }

    private static async Task<List<SilenceLine>> LinesAsync(
        MonitorDb db, Actor actor, IReadOnlyList<Silence> silences, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reach = await SuppressionReach.ReadAsync(db, actor, cancellationToken);
        var authors = await AuthorsAsync(db, silences.Select(s => s.AuthorUserId), cancellationToken);
        return [.. silences.Select(s => new SilenceLine(
            s, AuthorOf(authors, s.AuthorUserId), s.EndsAt <= now ? SuppressionState.Over : s.From <= now ? SuppressionState.Active : SuppressionState.Coming,
            actor.May(Permissions.SilencesEdit) && reach.MayChange(s.AuthorUserId, s.GroupIds, s.TeamIds)))];
    }

    private static async Task<List<MaintenanceLine>> LinesAsync(
        MonitorDb db, Actor actor, IReadOnlyList<MaintenanceWindow> windows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reach = await SuppressionReach.ReadAsync(db, actor, cancellationToken);
        var authors = await AuthorsAsync(db, windows.Select(w => w.AuthorUserId), cancellationToken);
        return [.. windows.Select(w =>
        {
            var next = new MaintenanceTimes(w).After(now).Select(o => (Occurrence?)o).FirstOrDefault();
            var state = next is null ? SuppressionState.Over : next.Value.Contains(now) ? SuppressionState.Active : SuppressionState.Coming;
            return new MaintenanceLine(
                w, AuthorOf(authors, w.AuthorUserId), state, next, actor.May(Permissions.MaintenanceEdit) && reach.MayChange(w.AuthorUserId, w.GroupIds, w.TeamIds));
        })];
    }

    private static async Task<Dictionary<int, string>> AuthorsAsync(MonitorDb db, IEnumerable<int?> userIds, CancellationToken cancellationToken)
    {
        int[] ids = [.. userIds.OfType<int>().Distinct()];
        return ids.Length == 0 ? []
            : await db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName == "" ? u.UserName! : u.DisplayName, cancellationToken);
    }

    private static string AuthorOf(Dictionary<int, string> authors, int? userId) => userId is { } id ? authors.GetValueOrDefault(id, "somebody") : "somebody";
}
