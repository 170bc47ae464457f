namespace Monitor.Domain.Detection.Peers;

/// <summary>The mean of a metric of a host over a row, in the metric's unit.</summary>
public readonly record struct PeerValue(int Host, string Metric, double Value);

/// <summary>A metric in which a host has parted from its peers; values and the band in which it usually lies beside them in the metric's unit.</summary>
/// <param name="Strength">How far beyond its usual place it lies, as a share of what the preset tells: 1 to 100.</param>
/// <param name="PeersMedian">The middle of all hosts that had a value.</param>
/// <param name="Low">Of the band in which the host usually lies: the median and its usual distance from it, less three of what distances are measured in.</param>
/// <param name="High">The other end of the band.</param>
/// <param name="Peers">How many other hosts had a value.</param>
public sealed record PeerDifference(string Metric, double Strength, double Value, double PeersMedian, double Low, double High, int Peers);

/// <summary>A host that differs from its peers, or does not any more.</summary>
/// <param name="BeganAt">The first of the rows that made it so.</param>
/// <param name="EndedAt">Null while it goes on; else the end of the last row that told it.</param>
/// <param name="Differences">Of this row, the strongest first; at least one while it goes on, none where it is over.</param>
public sealed record PeerReading(int Host, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, IReadOnlyList<PeerDifference> Differences);
