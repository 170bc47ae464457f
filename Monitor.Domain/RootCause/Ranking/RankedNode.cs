namespace Monitor.Domain.RootCause.Ranking;

/// <summary>A node by how much speaks for it as the cause, with its series, the most abnormal first.</summary>
public sealed record RankedNode(string Node, double Score, IReadOnlyList<RankedSeries> Series);
