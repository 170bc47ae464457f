namespace Monitor.Domain.RootCause.Ranking;

/// <summary>The answer to a <see cref="CauseCase"/>.</summary>
/// <param name="Nodes">The most probable first; also where no cause is credible, for who wants to look on.</param>
/// <param name="Confidence">0 to 1: how often an answer with so much behind it was right; of the first node, or of "no credible cause" where <paramref name="IsCredible"/> is false; 0 where no series could be judged.</param>
/// <param name="IsCredible">False means "no credible cause": nothing is clearly more abnormal than it is now and then without a fault.</param>
public sealed record CauseRanking(IReadOnlyList<RankedNode> Nodes, double Confidence, bool IsCredible);
