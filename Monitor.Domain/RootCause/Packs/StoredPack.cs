namespace Monitor.Domain.RootCause.Packs;

/// <summary>
/// The evidence of one ticket as it is kept: frozen when the ticket opened, stored with it, and independent of the samples and lines that it was made of.
/// </summary>
public sealed class StoredPack
{
    public const int FaultLength = 500;

    /// <summary>One pack for each ticket.</summary>
    public int TicketId { get; init; }

    /// <summary>The problem that it is about; null once that is gone.</summary>
    public int? ProblemId { get; set; }

    /// <summary>Who may not see this host may not see the pack.</summary>
    public int HostId { get; set; }

    public PackState State { get; set; }

    /// <summary>When the trouble began.</summary>
    public DateTimeOffset OnsetAt { get; set; }

    /// <summary>When the minutes after the onset are over and it can be completed.</summary>
    public DateTimeOffset CompleteAt { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    public DateTimeOffset? FrozenAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Until then one server works on it, or nobody tries again after a failure.</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>Grows with every claim: whoever was overtaken writes nothing.</summary>
    public int Fence { get; set; }

    /// <summary>How often it was begun since it was last written or asked for: one that stops whoever makes it is given up as well.</summary>
    public int Tries { get; set; }

    public string? Fault { get; set; }

    /// <summary>What <see cref="PackCodec"/> packed; null before it is frozen.</summary>
    public byte[]? Content { get; set; }

    /// <summary>Bytes of <see cref="Content"/>.</summary>
    public int Size { get; set; }

    /// <summary>Of the layout of the content.</summary>
    public int Version { get; set; }

    /// <summary>What it holds, counted, so that nobody unpacks it to show that.</summary>
    public PackHolds Holds { get; set; } = PackHolds.Nothing;
}
