using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Efficiency;

/// <summary>The settings of every group as they were at one moment: the nearest group with settings counts, up to the fleet, else the usual ones. Immutable.</summary>
public sealed class EfficiencyPlan(IEnumerable<EfficiencySetting> settings, GroupTree groups)
{
    private readonly Dictionary<int, EfficiencySettings> _settings = settings.ToDictionary(s => s.GroupId ?? HostGroup.FleetId, s => s.Settings);

    public EfficiencySettings Of(int groupId) => SourceOf(groupId) is { } id ? _settings[id] : EfficiencySettings.Usual;

    /// <summary>The group whose settings count for this one: itself, or the nearest above, which may be the fleet; null where nobody set anything.</summary>
    public int? SourceOf(int groupId) =>
        groups.PathUp(groupId).Select(g => g.Id).Append(HostGroup.FleetId).Where(_settings.ContainsKey).Select(id => (int?)id).FirstOrDefault();
}
