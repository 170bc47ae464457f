using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Wire;

namespace Monitor.Web.Intake;

/// <summary>
/// What a batch says beside its samples, until they are committed. A thousand batches can wait for one commit: what they were read into is given back before, so that a
/// few of these serve them all and stay in the processor's own memory.
/// </summary>
/// <param name="IsOneTick">It brings one tick of known names: it came when it was made.</param>
internal sealed record BatchAside(
    HostInventory? Inventory, List<TcpPeer>? Peers, long? Commands, WireActions? Actions, IReadOnlyList<WireResult> Results, IReadOnlyList<Rejection> Rejected, bool IsOneTick)
{
    private static readonly BatchAside Nothing = new(null, null, null, null, [], [], IsOneTick: true);
    private static readonly BatchAside Usual = Nothing with { Commands = WireCommand.CurrentVersion };

    /// <summary>After all of it was checked. Nearly all say nothing, or that they understand commands.</summary>
    public static BatchAside Of(IncomingBatch incoming)
    {
        var isOneTick = incoming.Ticks.Count == 1 && incoming.Schemas.Count == 0;
        if (isOneTick && incoming is { Inventory: null, Peers: null, Actions: null, Results.Count: 0, Refusals.IsEmpty: true, Commands: null or WireCommand.CurrentVersion })
        {
            return incoming.Commands is null ? Nothing : Usual;
        }

        return new(incoming.Inventory, incoming.Peers, incoming.Commands, incoming.Actions, [.. incoming.Results], incoming.Refusals.ToAnswer(), isOneTick);
    }
}
