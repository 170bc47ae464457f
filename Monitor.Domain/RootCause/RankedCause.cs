namespace Monitor.Domain.RootCause;

/// <summary>A cause as the finder ranks it; see <see cref="Finding"/> for the meaning of each part.</summary>
public sealed record RankedCause
{
    /// <summary>Of an analysis that found no credible cause.</summary>
    public const string None = "none";

    public required string CauseKey { get; init; }

    public required string Method { get; init; }

    public int? HostId { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Score { get; init; }

    public bool IsSupported { get; init; }

    public required string Sentence { get; init; }

    public string? Action { get; init; }

    public IReadOnlyList<FindingEvidence> Evidence { get; init; } = [];
}
