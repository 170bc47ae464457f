using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Efficiency;

/// <summary>The settings of every group as they were at one moment: the nearest group with settings counts, up to the fleet, else the usual ones. Immutable.</summary>
public sealed class EfficiencyPlan(IEnumerable<EfficiencySetting> settings, GroupTree groups)
{
    private readonly Dictionary<int, EfficiencySettings> _settings = settings.ToDictionary(s => s.GroupId ?? HostGroup.FleetId, s => s.Settings);

    public EfficiencySettings Of(int groupId) =>
        groups.PathUp(groupId).Select(g => g.Id).Append(HostGroup.FleetId).Select(id => _settings.GetValueOrDefault(id)).FirstOrDefault(s => s is not null) ?? EfficiencySettings.Usual;
}
