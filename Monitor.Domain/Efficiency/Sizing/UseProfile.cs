namespace Monitor.Domain.Efficiency;

/// <summary>How a resource was used over some weeks, in percent of what there was, by the minute or a few.</summary>
/// <param name="Days">That values are there for.</param>
public sealed record UseProfile(double P50, double P95, double P99, double Peak, double Days)
{
    private static readonly TimeSpan FewestKnown = TimeSpan.FromDays(7);

    /// <summary>Percent points that the forecast adds within the policy's time; never below 0: what may shrink is not counted on.</summary>
    public double Growth { get; init; }

    /// <summary>What has to be borne: the 99th percentile, plus what the forecast adds.</summary>
    public double Expected => P99 + Math.Max(0, Growth);

    /// <param name="values">In percent; what is no number is left out. Sorted in place.</param>
    /// <param name="step">From one value to the next.</param>
    /// <returns>Null where there is nothing.</returns>
    public static UseProfile? Of(List<double> values, TimeSpan step)
    {
        values.RemoveAll(v => !double.IsFinite(v));
        if (values.Count == 0)
        {
            return null;
        }

        values.Sort();
        double At(double share) => values[Math.Min(values.Count - 1, (int)(share * values.Count))];
        return new UseProfile(At(0.5), At(0.95), At(0.99), values[^1], step * values.Count / TimeSpan.FromDays(1));
    }

    /// <summary>
    /// Growth within so many days by the medians of the first and the last third of what is known, and how far these are apart; 0 where it falls, or where less than a week is
    /// known or less than half of the time from the first value to the last: the course of one day is no growth.
    /// </summary>
    public static double GrowthOf(IReadOnlyList<double> values, TimeSpan step, int days)
    {
        var known = Enumerable.Range(0, values.Count).Where(i => double.IsFinite(values[i])).ToList();
        if (known.Count < 12 || step * known.Count < FewestKnown || known.Count * 2 <= known[^1] - known[0])
        {
            return 0;
        }

        double Median(IEnumerable<int> places) => places.Select(i => values[i]).Order().ElementAt(known.Count / 6);
        var third = known.Count / 3;
        var (first, last) = (known.Take(third).ToList(), known.TakeLast(third).ToList());
        var apart = step * (last.Average() - first.Average());
        return Math.Max(0, (Median(last) - Median(first)) * (TimeSpan.FromDays(days) / apart));
    }
}
