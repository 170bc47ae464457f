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
        var sees = await SightAsync(db, actor, cancellationToken);
        var lines = new List<SilenceLine>();
        foreach (var (silence, author) in found.Select(f => (f.Silence, f.Author)))
        {
            var stands = silence.EndsAt <= now ? SuppressionState.Over : silence.From <= now ? SuppressionState.Active : SuppressionState.Coming;
            if ((state is null || stands == state) && sees.Silence(silence))
            {
                lines.Add(new SilenceLine(silence, author, stands, await MayChangeAsync(db, actor, silence, cancellationToken)));
            }
        }

        return lines;
    }

    public async Task<SilenceLine?> SilenceAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await WithAuthors(db, db.Silences.AsNoTracking().Where(s => s.Id == id)).SingleOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow();
        return found is null || !await SeesAsync(db, actor, found.Silence, cancellationToken) ? null
            : new SilenceLine(
                found.Silence, found.Author,
                found.Silence.EndsAt <= now ? SuppressionState.Over : found.Silence.From <= now ? SuppressionState.Active : SuppressionState.Coming,
                await MayChangeAsync(db, actor, found.Silence, cancellationToken));
    }

    /// <summary>Those that are open or come next first, by that moment; then the newest.</summary>
    public async Task<IReadOnlyList<MaintenanceLine>> MaintenanceAsync(Actor actor, SuppressionState? state, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var windows = db.Maintenance.AsNoTracking();
        windows = state is SuppressionState.Active or SuppressionState.Coming ? windows.Where(w => w.CancelledAt == null) : windows;
        var found = await WithAuthors(db, windows.OrderByDescending(w => w.Id).Take(Most)).ToListAsync(cancellationToken);
        var sees = await SightAsync(db, actor, cancellationToken);
        var lines = new List<MaintenanceLine>();
        foreach (var one in found.Where(f => sees.Window(f.Window)))
        {
            var line = await LineAsync(db, actor, one.Window, one.Author, cancellationToken);
            if (state is null || line.State == state)
            {
                lines.Add(line);
            }
        }

        return [.. lines.OrderBy(l => l.State).ThenBy(l => l.Next?.From ?? DateTimeOffset.MaxValue).ThenByDescending(l => l.Window.Id)];
    }

    public async Task<MaintenanceLine?> MaintenanceAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await WithAuthors(db, db.Maintenance.AsNoTracking().Where(w => w.Id == id)).SingleOrDefaultAsync(cancellationToken);
        return found is null || !await SeesAsync(db, actor, found.Window, cancellationToken) ? null
            : await LineAsync(db, actor, found.Window, found.Author, cancellationToken);
    }

    internal static async Task<bool> SeesAsync(MonitorDb db, Actor actor, Silence silence, CancellationToken cancellationToken) =>
        (await SightAsync(db, actor, cancellationToken)).Silence(silence);

    internal static async Task<bool> SeesAsync(MonitorDb db, Actor actor, MaintenanceWindow window, CancellationToken cancellationToken) =>
        (await SightAsync(db, actor, cancellationToken)).Window(window);

    private static async Task<Sight> SightAsync(MonitorDb db, Actor actor, CancellationToken cancellationToken) =>
        SuppressionReach.IsLimited(actor)
            ? new Sight(actor, await SuppressionReading.HostsAsync(db, db.Hosts.VisibleHosts(actor, db), cancellationToken))
            : new Sight(actor, null);

    private async Task<MaintenanceLine> LineAsync(
        MonitorDb db, Actor actor, MaintenanceWindow window, string author, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = new MaintenanceTimes(window).After(now).Select(o => (Occurrence?)o).FirstOrDefault();
        var state = next is null ? SuppressionState.Over : next.Value.Contains(now) ? SuppressionState.Active : SuppressionState.Coming;
        var may = actor.May(Permissions.MaintenanceEdit)
            && await SuppressionReach.MayChangeAsync(db, actor, window.AuthorUserId, window.GroupIds, window.TeamIds, cancellationToken);
        return new MaintenanceLine(window, author, state, next, may);
    }

    private static async Task<bool> MayChangeAsync(MonitorDb db, Actor actor, Silence silence, CancellationToken cancellationToken) =>
        actor.May(Permissions.SilencesEdit)
        && await SuppressionReach.MayChangeAsync(db, actor, silence.AuthorUserId, silence.GroupIds, silence.TeamIds, cancellationToken);

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

    /// <summary>The hosts that somebody sees; null: all.</summary>
    private sealed class Sight(Actor actor, IReadOnlyList<SuppressionHost>? hosts)
    {
        public bool Silence(Silence silence) => hosts is null || silence.AuthorUserId == actor.UserId
            || new SuppressionSet(new SuppressionFacts { Hosts = hosts, Silences = [new SilenceFact(silence, "")] }).HostsOfSilence(silence.Id).Count > 0;

        public bool Window(MaintenanceWindow window) => hosts is null || window.AuthorUserId == actor.UserId
            || new SuppressionSet(new SuppressionFacts { Hosts = hosts, Windows = [window] }).HostsOf(window.Id).Count > 0;
    }
}
