using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Efficiency.Settings;

namespace Monitor.Web.Efficiency.Screens.Settings;

/// <summary>What counts for a group, or the fleet, and where that comes from.</summary>
/// <param name="Own">What is set for it itself; null: what is above it counts.</param>
/// <param name="From">In words, where what counts comes from.</param>
/// <param name="Set">Everything that is set and that the person may see.</param>
public sealed record SettingsPageView(
    string Name, EfficiencySettings Settings, SettingsLine? Own, string From, bool MayChange, IReadOnlyList<SettingsLine> Set, IReadOnlyList<NamedId> Groups);

/// <summary>The settings of a group as their page shows them.</summary>
public sealed class SettingsBoard(SettingsDesk desk, PlanReader plans, SettingsGroups groups)
{
    /// <summary>Null where there is no such group, or the person may not see it.</summary>
    /// <param name="groupId">Null: the fleet.</param>
    public async Task<SettingsPageView?> ReadAsync(Actor actor, int? groupId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        var (all, set) = (await groups.ListAsync(actor, cancellationToken), await desk.ListAsync(actor, cancellationToken));
        var name = groupId is null ? "The whole fleet" : all.FirstOrDefault(g => g.Id == groupId)?.Name;
        if (name is null)
        {
            return null;
        }

        var plan = await plans.ReadAsync(cancellationToken);
        var id = groupId ?? HostGroup.FleetId;
        var source = plan.SourceOf(id);
        var from = source is null ? "Nothing is set here or above: the usual ones count."
            : source == id ? "Set here."
            : source == HostGroup.FleetId ? "Nothing is set here: those of the whole fleet count."
            : $"Nothing is set here: those of {all.FirstOrDefault(g => g.Id == source)?.Name ?? "a group above"}, the nearest above, count.";
        return new SettingsPageView(
            name, plan.Of(id), set.FirstOrDefault(l => l.GroupId == groupId), from, await desk.MayChangeAsync(actor, groupId, cancellationToken), set, all);
    }
}
