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
    /// <summary>The newest that are looked at for a page.</summary>
    private const int Most = 2000;

    /// <summary>Newest first; a null state is all of them.</summary>
    public async Task<IReadOnlyList<SilenceLine>> SilencesAsync(Actor actor, SuppressionState? state, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var silences = db.Silences.AsNoTracking();
        silences = state is null ? silences : state == SuppressionState.Over ? silences.Where(s => s.EndsAt <= now) : silences.Where(s => s.EndsAt > now);
        var found = await WithAuthors(db, silences.OrderByDescending(s => s.Id).Take(Most)).ToListAsync(cancellationToken);
        var sees = await SightAsync(db, actor, [.. found.Select(f => f.Silence)], [], cancellationToken);
        var reach = await SuppressionReach.ReadAsync(db, actor, cancellationToken);
        return [.. found.Where(f => sees.Sees(f.Silence)).Select(f => Line(actor, reach, f, now)).Where(l => state is null || l.State == state)];
    }

    public async Task<SilenceLine?> SilenceAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await WithAuthors(db, db.Silences.AsNoTracking().Where(s => s.Id == id)).SingleOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow();
        return found is null || !await SeesAsync(db, actor, found.Silence, cancellationToken) ? null
            : Line(actor, await SuppressionReach.ReadAsync(db, actor, cancellationToken), found, now);
    }

    /// <summary>Those that are open or come next first, by that moment; then the newest.</summary>
    public async Task<IReadOnlyList<MaintenanceLine>> MaintenanceAsync(Actor actor, SuppressionState? state, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var windows = db.Maintenance.AsNoTracking();
        windows = state is SuppressionState.Active or SuppressionState.Coming ? windows.Where(w => w.CancelledAt == null) : windows;
        var found = await WithAuthors(db, windows.OrderByDescending(w => w.Id).Take(Most)).ToListAsync(cancellationToken);
        var sees = await SightAsync(db, actor, [], [.. found.Select(f => f.Window)], cancellationToken);
        var reach = await SuppressionReach.ReadAsync(db, actor, cancellationToken);
        var lines = found.Where(f => sees.Sees(f.Window)).Select(f => Line(actor, reach, f)).Where(l => state is null || l.State == state);
        return [.. lines.OrderBy(l => l.State).ThenBy(l => l.Next?.From ?? DateTimeOffset.MaxValue).ThenByDescending(l => l.Window.Id)];
    }

    public async Task<MaintenanceLine?> MaintenanceAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await WithAuthors(db, db.Maintenance.AsNoTracking().Where(w => w.Id == id)).SingleOrDefaultAsync(cancellationToken);
        return found is null || !await SeesAsync(db, actor, found.Window, cancellationToken) ? null
            : Line(actor, await SuppressionReach.ReadAsync(db, actor, cancellationToken), found);
    }

    internal static async Task<bool> SeesAsync(MonitorDb db, Actor actor, Silence silence, CancellationToken cancellationToken) =>
        (await SightAsync(db, actor, [silence], [], cancellationToken)).Sees(silence);

    internal static async Task<bool> SeesAsync(MonitorDb db, Actor actor, MaintenanceWindow window, CancellationToken cancellationToken) =>
        (await SightAsync(db, actor, [], [window], cancellationToken)).Sees(window);

    private static async Task<Sight> SightAsync(
        MonitorDb db, Actor actor, IReadOnlyList<Silence> silences, IReadOnlyList<MaintenanceWindow> windows, CancellationToken cancellationToken) =>
        new(actor, !SuppressionReach.IsLimited(actor) ? null : new SuppressionSet(new SuppressionFacts
        {
            Hosts = await SuppressionReading.HostsAsync(db, db.Hosts.VisibleHosts(actor, db), cancellationToken),
            Silences = [.. silences.Select(s => new SilenceFact(s, ""))], Windows = windows,
        }));

    private static SilenceLine Line(Actor actor, SuppressionReach reach, AuthoredSilence one, DateTimeOffset now)
    {
        var silence = one.Silence;
        var state = silence.EndsAt <= now ? SuppressionState.Over : silence.From <= now ? SuppressionState.Active : SuppressionState.Coming;
        return new SilenceLine(
            silence, one.Author, state, actor.May(Permissions.SilencesEdit) && reach.MayChange(silence.AuthorUserId, silence.GroupIds, silence.TeamIds));
    }

    private MaintenanceLine Line(Actor actor, SuppressionReach reach, AuthoredWindow one)
    {
        var (window, now) = (one.Window, time.GetUtcNow());
        var next = new MaintenanceTimes(window).After(now).Select(o => (Occurrence?)o).FirstOrDefault();
        var state = next is null ? SuppressionState.Over : next.Value.Contains(now) ? SuppressionState.Active : SuppressionState.Coming;
        return new MaintenanceLine(
            window, one.Author, state, next, actor.May(Permissions.MaintenanceEdit) && reach.MayChange(window.AuthorUserId, window.GroupIds, window.TeamIds));
    }

    private static IQueryable<AuthoredSilence> WithAuthors(MonitorDb db, IQueryable<Silence> silences) =>
        from s in silences
        join u in db.Users on s.AuthorUserId equals u.Id into users
        from u in users.DefaultIfEmpty()
        orderby s.Id descending
        select new AuthoredSilence(s, u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName);

    private static IQueryable<AuthoredWindow> WithAuthors(MonitorDb db, IQueryable<MaintenanceWindow> windows) =>
        from w in windows
        join u in db.Users on w.AuthorUserId equals u.Id into users
        from u in users.DefaultIfEmpty()
        orderby w.Id descending
        select new AuthoredWindow(w, u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName);

    private sealed record AuthoredSilence(Silence Silence, string Author);

    private sealed record AuthoredWindow(MaintenanceWindow Window, string Author);

    /// <summary>What is about a host that somebody sees; null: all of it.</summary>
    private sealed class Sight(Actor actor, SuppressionSet? set)
    {
        public bool Sees(Silence silence) => set is null || silence.AuthorUserId == actor.UserId || set.HostsOfSilence(silence.Id).Count > 0;

        public bool Sees(MaintenanceWindow window) => set is null || window.AuthorUserId == actor.UserId || set.HostsOf(window.Id).Count > 0;
    }
}
