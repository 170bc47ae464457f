namespace Monitor.Domain.RootCause.Grading;

/// <summary>Answers that were said with about the same confidence: what was said in the mean, and how often it was so.</summary>
public sealed record ReliabilityBin(double From, double Said, double Was, int Count);

/// <summary>What people said of one method.</summary>
public sealed record MethodReliability(string Method, int Count, int Right, double Said);

/// <summary>How far the confidence can be trusted: by bin, by method, and as Brier scores (the mean squared error of a probability, Brier 1950; 0 is best).</summary>
/// <param name="BrierBase">Of who always says how often it was right in the mean.</param>
public sealed record CauseReliability(int Count, int Right, double Brier, double BrierBase, IReadOnlyList<ReliabilityBin> Bins, IReadOnlyList<MethodReliability> Methods)
{
    public static CauseReliability Of(IReadOnlyCollection<GradedCause> past)
    {
        var right = past.Count(p => p.IsRight);
        var rate = past.Count == 0 ? 0 : (double)right / past.Count;
        return new CauseReliability(
            past.Count, right, past.Count == 0 ? 0 : past.Average(p => Squared(p.Confidence, p.IsRight)), past.Count == 0 ? 0 : past.Average(p => Squared(rate, p.IsRight)),
            [.. past.GroupBy(p => Math.Min(4, (int)(p.Confidence * 5))).OrderBy(g => g.Key).Select(g => new ReliabilityBin(g.Key / 5.0, g.Average(p => p.Confidence), g.Average(p => p.IsRight ? 1 : 0), g.Count()))],
            [.. past.GroupBy(p => p.Method).Select(g => new MethodReliability(g.Key, g.Count(), g.Count(p => p.IsRight), g.Average(p => p.Confidence))).OrderByDescending(m => m.Count).ThenBy(m => m.Method, StringComparer.Ordinal)]);
    }

    private static double Squared(double said, bool was) => (said - (was ? 1 : 0)) * (said - (was ? 1 : 0));
}
