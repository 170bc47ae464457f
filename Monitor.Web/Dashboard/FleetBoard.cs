using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>
/// The newest state of every host in memory, built once for all viewers: fed by what was just committed, joined with names, groups and open
/// problems that are read in one query each when they change. It never queries per host. Announces <see cref="Topic"/> at most once a second.
/// </summary>
public sealed class FleetBoard(
    CommitFeed feed, LatestValues latest, SeriesCatalog catalog, LiveFeed live, IDbContextFactory<MonitorDb> contexts,
    FleetPast past, HealthBoard board, TimeProvider time, ILogger<FleetBoard> logger) : SupervisedLoop(board, time, logger)
{
    public const string Topic = "fleet";

    public static readonly TimeSpan ActiveWithin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NamesAge = TimeSpan.FromSeconds(15);

    private readonly ILogger _log = logger;
    private readonly TimeProvider _time = time;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, HostTrack> _tracks = [];
    private FleetNames _names = FleetNames.None;
    private DateTimeOffset _namesReadAt;
    private long _announcedAt;
    private bool _waiting;

    /// <summary>The rows of the hosts that the actor may see. Costs one query for the scope, none per host.</summary>
    public async Task<IReadOnlyList<FleetRow>> VisibleAsync(Actor actor, CancellationToken cancellationToken)
    {
        await RefreshNamesAsync(force: false, cancellationToken);
        var names = _names;
        if (actor.GroupIds.Count == 0 && actor.TeamIds.Count == 0)
        {
            return [.. names.Hosts.Select(h => Row(h, names))];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var visible = (await db.Hosts.VisibleHosts(actor, db).Select(h => h.Id).ToListAsync(cancellationToken)).ToHashSet();
        return [.. names.Hosts.Where(h => visible.Contains(h.Id)).Select(h => Row(h, names))];
    }

    /// <summary>One host's row, or null where there is none that the actor may see; without the small curves.</summary>
    public async Task<FleetRow?> FindAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await RefreshNamesAsync(force: false, cancellationToken);
        var names = _names;
        if (names.Hosts.FirstOrDefault(h => h.Id == hostId) is not { } host)
        {
            return null;
        }

        if (actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (!await db.Hosts.VisibleHosts(actor, db).AnyAsync(h => h.Id == hostId, cancellationToken))
            {
                return null;
            }
        }

        return Row(host, names, withCurves: false);
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ticks = feed.Subscribe(capacity: 256);
        using var changes = live.Subscribe(LiveFeed.Hosts, LiveFeed.Problems, LiveFeed.Suppression);
        foreach (var tick in catalog.Streams.Select(s => latest.OfStream(s.Id)).OfType<CommittedTick>())
        {
            Take([tick]);
        }

        await TogetherAsync(cancellationToken, t => FollowTicksAsync(ticks, t), t => FollowNamesAsync(changes, t), AnnounceLateAsync, FillCurvesAsync);
    }

    /// <summary>Reads the last minutes of all hosts again: at the start, and after a past was written.</summary>
    public Task FillCurvesAsync(CancellationToken cancellationToken) => past.FillAsync(Remember, cancellationToken);

    private void Remember(int hostId, Curve cpu, Curve memory)
    {
        lock (_lock)
        {
            if (!_tracks.TryGetValue(hostId, out var track))
            {
                _tracks[hostId] = track = new HostTrack(hostId);
            }

            track.Remember(cpu, memory, _time.GetUtcNow());
        }
    }

    private async Task FollowTicksAsync(CommitFeed.Subscription ticks, CancellationToken cancellationToken)
    {
        await foreach (var group in ticks.Reader.ReadAllAsync(cancellationToken))
        {
            Take(group);
            if (_time.GetElapsedTime(Volatile.Read(ref _announcedAt)) >= Pace)
            {
                Announce();
            }
            else
            {
                Volatile.Write(ref _waiting, true);
            }
        }
    }

    /// <summary>What came within a second of the last announcement is announced when that second is over, not with the next tick.</summary>
    private async Task AnnounceLateAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (Volatile.Read(ref _waiting))
            {
                Announce();
            }
        }
    }

    private void Announce()
    {
        Volatile.Write(ref _waiting, false);
        Volatile.Write(ref _announcedAt, _time.GetTimestamp());
        live.Publish(Topic);
    }

    private async Task FollowNamesAsync(LiveFeed.Subscription changes, CancellationToken cancellationToken)
    {
        await foreach (var _ in changes.ChangesAsync(cancellationToken))
        {
            try
            {
                await RefreshNamesAsync(force: true, cancellationToken);
                live.Publish(Topic);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _log.LogWarning(failure, "Reading hosts and open problems for the fleet page failed; the next change tries again");
            }
        }
    }

    private void Take(IReadOnlyList<CommittedTick> ticks)
    {
        lock (_lock)
        {
            foreach (var tick in ticks)
            {
                if (!_tracks.TryGetValue(tick.HostId, out var track))
                {
                    _tracks[tick.HostId] = track = new HostTrack(tick.HostId);
                    _namesReadAt = default; // a host that nobody has announced: its name is read with the next rows
                }

                track.Take(tick, catalog);
            }
        }
    }

    private async Task RefreshNamesAsync(bool force, CancellationToken cancellationToken)
    {
        if (!force && _time.GetUtcNow() - _namesReadAt < NamesAge)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _names = await FleetNames.ReadAsync(db, _time.GetUtcNow(), cancellationToken);
        _namesReadAt = _time.GetUtcNow();
    }

    private FleetRow Row(FleetNames.NamedHost host, FleetNames names, bool withCurves = true)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var track = _tracks.GetValueOrDefault(host.Id);
            var seen = latest.Host(host.Id)?.LastSeenAt ?? host.LastSeenAt;
            var active = seen is { } moment && now - moment <= ActiveWithin;
            var (status, reason) = Judge(seen, active, now, names.Worst.GetValueOrDefault(host.Id), names.Maintenance.MaintenanceOf(host.Id, now));
            return new FleetRow(
                host.Id, host.Name, host.GroupId, names.Groups.GetValueOrDefault(host.GroupId, ""), status, reason,
                active && track is not null ? track.Now : FleetValues.None, seen, active,
                withCurves ? track?.CpuCurve ?? [] : [], withCurves ? track?.MemoryCurve ?? [] : []);
        }
    }

    private static (HostStatus Status, string Reason) Judge(DateTimeOffset? seen, bool active, DateTimeOffset now, FleetNames.OpenProblems? open, SuppressionReason? maintenance)
    {
        if (maintenance is not null)
        {
            // Somebody works on it: what is wrong there meanwhile is told as a number, and does not colour the fleet.
            return (HostStatus.Maintenance, maintenance.Text + (open is null ? "" : $"; {open.Count} open problem{(open.Count == 1 ? "" : "s")} meanwhile"));
        }

        if (open is not null)
        {
            var more = open.Count > 1 ? $" (and {open.Count - 1} more)" : "";
            return (open.Worst == Severity.Critical ? HostStatus.Critical : HostStatus.Warning, open.Summary + more);
        }

        return seen is null ? (HostStatus.Unknown, "has not reported yet")
            : active ? (HostStatus.Good, "no open problem")
            : (HostStatus.Unknown, $"silent for {ValueText.Duration(now - seen.Value)}");
    }
}
