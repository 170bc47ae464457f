namespace Monitor.Domain.Efficiency;

/// <summary>What is proposed for a host.</summary>
public enum SizeAction
{
    Vcpu,
    Memory,
    Disk,
    SwitchOff,

    /// <summary>Onto another host, which has room for both.</summary>
    Merge,
}

/// <summary>One change of one host.</summary>
/// <param name="From">What there is: vCPUs, or GB.</param>
/// <param name="To">What there would be; 0 where the host would go.</param>
/// <param name="Expected">What would be used at the busiest afterwards, in percent of <paramref name="To"/>; of the host that takes it in where it is merged.</param>
/// <param name="Ceiling">What that may be at most.</param>
/// <param name="Month">What is saved a month; below 0: what it costs.</param>
/// <param name="Sentence">Why, for people.</param>
public sealed record SizeProposal(SizeAction Action, double From, double To, double Expected, double Ceiling, decimal Month, string Sentence)
{
    /// <summary>The disk's mount, or the name of the host that takes this one in.</summary>
    public string Where { get; init; } = "";

    /// <summary>The host that takes this one in.</summary>
    public int? IntoHostId { get; init; }

    public bool IsMore => To > From;
}
