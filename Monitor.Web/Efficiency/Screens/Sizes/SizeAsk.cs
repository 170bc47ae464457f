using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Screens.Sizes;

/// <summary>Which of the hosts with proposals are shown: what stands in the address.</summary>
public sealed record SizeAsk(int? HostId, int? GroupId, SizeKind Kind, SizeAction? Action)
{
    public static IReadOnlyList<(string Key, string Title, SizeKind Kind)> Kinds { get; } =
        [("", "All", SizeKind.Any), ("less", "Saves", SizeKind.Less), ("more", "Needs more", SizeKind.More), ("gone", "Switch off or merge", SizeKind.Gone)];

    public static IReadOnlyList<(string Key, string Title, SizeAction? Action)> Actions { get; } =
    [
        ("", "Everything", null), ("vcpu", "vCPUs", SizeAction.Vcpu), ("memory", "Memory", SizeAction.Memory), ("disk", "Disks", SizeAction.Disk),
        ("switchoff", "Switch off", SizeAction.SwitchOff), ("merge", "Merge", SizeAction.Merge),
    ];

    /// <summary>What is no filter filters nothing.</summary>
    public static SizeAsk Read(int? host, int? group, string? kind, string? action) =>
        new(host, group, Kinds.FirstOrDefault(k => k.Key == kind).Kind, Actions.FirstOrDefault(a => a.Key == action).Action);

    public bool Includes(SizeLine line) => line.Size.Proposals.Any(Includes);

    private bool Includes(SizeProposal proposal) => (Action is null || Action == proposal.Action) && Kind switch
    {
        SizeKind.Less => !proposal.IsMore,
        SizeKind.More => proposal.IsMore,
        SizeKind.Gone => proposal.Action is SizeAction.SwitchOff or SizeAction.Merge,
        _ => true,
    };
}

/// <summary>What proposals come to.</summary>
public enum SizeKind
{
    Any,
    Less,
    More,

    /// <summary>The host would not be there any more.</summary>
    Gone,
}
