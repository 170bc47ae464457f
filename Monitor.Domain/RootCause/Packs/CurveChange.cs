using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>
/// How much a curve changed at the onset: the distance of its medians before and after, in units of its usual spread (median absolute deviation, scaled to a
/// standard deviation of normal noise; Rousseeuw and Croux 1993), never less than a hundredth of its level. One number to choose by, not a judgement.
/// </summary>
/// <param name="Score">0 where nothing can be compared.</param>
public readonly record struct CurveChange(double Score, double? Before, double? During)
{
    private const double Scale = 1.4826;
    private const double Most = 1e6;

    /// <summary>What appeared or went away with the onset.</summary>
    private const double OneSided = 5;

    public static CurveChange Of(IReadOnlyList<RollupPoint> steps, int onsetStep)
    {
        var before = Means(steps, 0, onsetStep);
        var during = Means(steps, onsetStep, steps.Count);
        if (before.Length == 0 || during.Length == 0)
        {
            return new(before.Length + during.Length > 1 ? OneSided : 0, MedianOf(before), MedianOf(during));
        }

        var (was, isNow) = (MedianOf(before)!.Value, MedianOf(during)!.Value);
        var spread = MedianOf([.. before.Select(v => Math.Abs(v - was)).Order()])!.Value * Scale;
        var floor = Math.Max(Math.Max(Math.Abs(was), Math.Abs(isNow)) * .01, 1e-9);
        return new(Math.Min(Math.Abs(isNow - was) / Math.Max(spread, floor), Most), was, isNow);
    }

    private static double[] Means(IReadOnlyList<RollupPoint> steps, int from, int to) =>
        [.. Enumerable.Range(from, Math.Max(0, Math.Min(to, steps.Count) - from)).Where(i => steps[i].Count > 0 && double.IsFinite(steps[i].Mean)).Select(i => steps[i].Mean).Order()];

    private static double? MedianOf(double[] sorted) => sorted.Length == 0 ? null
        : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
