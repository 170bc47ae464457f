using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Wire;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Intake;

/// <summary>
/// What there is of a batch beside its samples, until they are committed. A thousand batches can wait for one commit: what they were read into is given back before, so that a
/// few of these serve them all and stay in the processor's own memory.
/// </summary>
internal sealed record BatchAside
{
    private static readonly BatchAside Nothing = new();
    private static readonly BatchAside Usual = new() { Commands = WireCommand.CurrentVersion };

    public HostInventory? Inventory { get; private init; }

    public List<TcpPeer>? Peers { get; private init; }

    public long? Commands { get; private init; }

    public WireActions? Actions { get; private init; }

    public IReadOnlyList<WireResult> Results { get; private init; } = [];

    public IReadOnlyList<Rejection> Rejected { get; private init; } = [];

    /// <summary>It brings one tick of known names: it came when it was made.</summary>
    public bool IsOneTick { get; private init; } = true;

    /// <summary>Ids whose names the agent must send.</summary>
    public IReadOnlyList<string> NeedSchema { get; private init; } = [];

    /// <summary>It brings a new state of the host's clock, which is told again where it is not stored.</summary>
    public bool TellsClock { get; private init; }

    /// <summary>Its lines of logs; null where it has none.</summary>
    public LogAdmission? Lines { get; private init; }

    /// <summary>After all of it was checked. Nearly all say nothing, or that they understand commands.</summary>
    public static BatchAside Of(IncomingBatch incoming, IReadOnlyList<string> needSchema, bool tellsClock)
    {
        var isOneTick = incoming.Ticks.Count == 1 && incoming.Schemas.Count == 0;
        if (isOneTick && needSchema.Count == 0 && !tellsClock
            && incoming is { Inventory: null, Peers: null, Actions: null, Results.Count: 0, Refusals.IsEmpty: true, Commands: null or WireCommand.CurrentVersion })
        {
            return incoming.Commands is null ? Nothing : Usual;
        }

        return new()
        {
            Inventory = incoming.Inventory,
            Peers = incoming.Peers,
            Commands = incoming.Commands,
            Actions = incoming.Actions,
            Results = [.. incoming.Results],
            Rejected = incoming.Refusals.ToAnswer(),
            IsOneTick = isOneTick,
            NeedSchema = needSchema,
            TellsClock = tellsClock,
        };
    }

    /// <summary>With its lines, of which some may be refused, too.</summary>
    public BatchAside With(LogAdmission lines, Refusals refusals) => this with { Lines = lines, Rejected = refusals.ToAnswer() };
}
