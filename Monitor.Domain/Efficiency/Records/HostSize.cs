namespace Monitor.Domain.Efficiency;

/// <summary>What is proposed for a host, and what became of what would have been proposed a month before.</summary>
public sealed class HostSize
{
    public int HostId { get; set; }

    public DateTimeOffset LookedAt { get; set; }

    public IReadOnlyList<SizeProposal> Proposals { get; set; } = [];

    /// <summary>What is saved a month by all of them; below 0: what they cost.</summary>
    public decimal Month { get; set; }

    /// <summary>What would have been proposed for its CPU a month before, in words; null where nothing would have been, or too little is known.</summary>
    public string? Before { get; set; }

    /// <summary>The share of the month since in which that would have been too little, 0 to 1.</summary>
    public double? Exceeded { get; set; }
}
