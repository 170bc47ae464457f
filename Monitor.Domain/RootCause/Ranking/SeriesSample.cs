namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// One series of a node as a case of root cause sees it. All series of a case have rows of the same step and windows that begin at the same time. NaN (and any other value that is not
/// finite) is missing.
/// </summary>
/// <param name="Node">The host, service or part that the series belongs to.</param>
/// <param name="Metric">What is measured. The words say which direction hurts: latency, error, queue, used upwards; availability, free, success downwards; others in both.</param>
/// <param name="Statistic">What of it: average, p95, a label; "" where there is one only.</param>
/// <param name="Reference">Rows that hold nothing of the problem, oldest first, in the metric's unit.</param>
/// <param name="Window">Rows from before the symptom up to now.</param>
/// <param name="SameTimeReference">Rows of the same times of day as the window's, from earlier days, one or more windows long; null where there are none.</param>
public sealed record SeriesSample(string Node, string Metric, string Statistic, double[] Reference, double[] Window, double[]? SameTimeReference);
