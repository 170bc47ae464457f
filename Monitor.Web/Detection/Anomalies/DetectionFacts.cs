using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Web.Detection;

/// <summary>Everything that says which series are watched, and when not to learn from them, as it was at one moment. Read in a handful of queries, however many hosts there are.</summary>
public sealed class DetectionFacts
{
    internal const string Deploy = "deploy";

    /// <summary>What a host does so long after a deploy is neither learned nor told.</summary>
    internal static readonly TimeSpan DeployLasts = TimeSpan.FromMinutes(30);

    private IReadOnlyDictionary<int, int> _groups = new Dictionary<int, int>();
    private IReadOnlyDictionary<int, DateTimeOffset[]> _deploys = new Dictionary<int, DateTimeOffset[]>();
    private SuppressionSet _maintenance = SuppressionSet.Empty;

    public required DetectionPlan Plan { get; init; }

    /// <summary>Equal texts: every metric of every group is watched as before.</summary>
    internal string Stamp { get; private init; } = "";

    /// <summary>The group of a host; that of the fleet for one that is not known yet.</summary>
    public int GroupOf(int hostId) => _groups.GetValueOrDefault(hostId, HostGroup.FleetId);

    /// <summary>How a series is watched; null: not at all.</summary>
    public SeriesWatch? WatchOf(int hostId, string metric) => Plan.Of(GroupOf(hostId), metric);

    /// <summary>How a host is watched as a whole; null: not at all.</summary>
    public DetectionPreset? PresetOf(int hostId) => Plan.OfHosts(GroupOf(hostId));

    /// <summary>Whether a host is in maintenance at a moment, or was deployed to shortly before: what it does then is neither normal nor worth telling.</summary>
    public bool IsPaused(int hostId, DateTimeOffset at)
    {
        if (_deploys.TryGetValue(hostId, out var deploys))
        {
            foreach (var deploy in deploys)
            {
                if (deploy <= at && at < deploy + DeployLasts)
                {
                    return true;
                }
            }
        }

        return _maintenance.MaintenanceOf(hostId, at) is not null;
    }

    /// <summary>Before anything was read: everything as it is by default.</summary>
    public static DetectionFacts Default(string detector) => new() { Plan = new DetectionPlan([], new GroupTree([]), detector) };

    /// <param name="detector">Of every series for which no setting names another.</param>
    /// <param name="before">Where nothing has changed, its plan is taken, which knows its answers already.</param>
    /// <param name="lookingBack">How far before now moments are asked about.</param>
    public static async Task<DetectionFacts> ReadAsync(
        MonitorDb db, string detector, DetectionFacts before, DateTimeOffset now, TimeSpan lookingBack, CancellationToken cancellationToken)
    {
        var settings = await db.DetectionSettings.AsNoTracking().OrderBy(s => s.Id).ToListAsync(cancellationToken);
        foreach (var setting in settings.Where(s => !Detectors.Names.Contains(s.Detector)))
        {
            // One that a later version brought, before a step back.
            setting.Detector = detector;
        }

        var groups = await db.HostGroups.AsNoTracking().OrderBy(g => g.Id).ToListAsync(cancellationToken);
        var from = now - lookingBack;
        var deploys = await (
            from h in db.Hosts
            where h.RetiredAt == null
            from e in db.Events
            where e.HostId == h.Id && e.At > @from - DeployLasts && e.Kind == Deploy
            select new { e.HostId, e.At }).ToListAsync(cancellationToken);
        var stamp = string.Join('\n', settings.Select(s => $"{s.GroupId} {s.Metric} {s.Preset} {s.Detector}").Concat(groups.Select(g => $"{g.Id} {g.ParentId}")));
        return new DetectionFacts
        {
            Plan = stamp == before.Stamp ? before.Plan : new DetectionPlan(settings, new GroupTree(groups), detector),
            Stamp = stamp,
            _groups = await db.Hosts.AsNoTracking().Where(h => h.RetiredAt == null).ToDictionaryAsync(h => h.Id, h => h.GroupId, cancellationToken),
            _deploys = deploys.GroupBy(d => d.HostId, d => d.At).ToDictionary(d => d.Key, d => d.ToArray()),
            _maintenance = await SuppressionReading.MaintenanceAsync(db, from, cancellationToken),
        };
    }
}
