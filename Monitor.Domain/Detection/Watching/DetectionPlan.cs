using System.Collections.Concurrent;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Detection;

/// <summary>
/// How each metric of each group is watched, by the settings as they were at one moment. The nearest group with a setting for the metric counts, up to the fleet, and
/// of that group's settings the one whose pattern says most. A setting for any metric says how eagerly, and by which detector: what <see cref="WatchedMetrics"/> leaves
/// out is watched only where a pattern names it. Without a setting: quiet, by the detector that is given. Immutable, safe for several threads.
/// </summary>
public sealed class DetectionPlan(IEnumerable<DetectionSetting> settings, GroupTree groups, string detector)
{
    private readonly ILookup<int, DetectionSetting> _settings = settings.ToLookup(s => s.GroupId ?? HostGroup.FleetId);
    private readonly ConcurrentDictionary<(int GroupId, string Metric), SeriesWatch?> _known = new();

    /// <summary>How a metric is watched on the hosts of a group; null: not at all.</summary>
    public SeriesWatch? Of(int groupId, string metric) =>
        _known.TryGetValue((groupId, metric), out var watch) ? watch : _known.GetOrAdd((groupId, metric), Find(groupId, metric));

    /// <summary>How the hosts of a group are watched as wholes: by the nearest setting for any metric; null: not at all.</summary>
    public DetectionPreset? OfHosts(int groupId) =>
        Above(groupId).Select(id => _settings[id].FirstOrDefault(s => s.Metric == DetectionSetting.AnyMetric)).FirstOrDefault(s => s is not null) is { } setting
            ? setting.Preset
            : DetectionPreset.Quiet;

    private SeriesWatch? Find(int groupId, string metric)
    {
        var setting = Above(groupId)
            .Select(id => _settings[id].Where(s => Glob.Matches(s.Metric, metric)).OrderByDescending(SaysHowMuch).ThenBy(s => s.Metric, StringComparer.Ordinal).FirstOrDefault())
            .FirstOrDefault(s => s is not null);
        return setting is null ? WatchedMetrics.ByDefault(metric) ? new SeriesWatch(detector, DetectionPreset.Quiet) : null
            : setting.Preset is not { } preset || (setting.Metric == DetectionSetting.AnyMetric && !WatchedMetrics.ByDefault(metric)) ? null
            : new SeriesWatch(setting.Detector, preset);
    }

    /// <summary>A group that is not known, or leads nowhere, is the fleet's.</summary>
    private IEnumerable<int> Above(int groupId) => groups.PathUp(groupId).Select(g => g.Id).Append(HostGroup.FleetId).Distinct();

    private static int SaysHowMuch(DetectionSetting setting) => setting.Metric.Count(c => c is not ('*' or '?'));
}
