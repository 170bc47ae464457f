using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Similar;

namespace Monitor.Web.Tickets.Packs;

/// <summary>How far the evidence of a ticket is, and how much it holds.</summary>
public sealed record PackView(
    PackState State, DateTimeOffset OnsetAt, DateTimeOffset CompleteAt, DateTimeOffset? FrozenAt, DateTimeOffset? CompletedAt, string? Fault, int Size, int Version, PackHolds Holds)
{
    public bool HasContent => FrozenAt is not null;
}

/// <summary>The evidence itself, as this reader may see it, with the earlier tickets that are like this one.</summary>
public sealed record PackContent(EvidencePack Pack, IReadOnlyList<SimilarTicket> Similar);
