namespace Monitor.Domain.Efficiency;

/// <summary>How a resource was used over some weeks, in percent of what there was, by the minute or a few.</summary>
/// <param name="Days">That values are there for.</param>
public sealed record UseProfile(double P50, double P95, double P99, double Peak, double Days)
{
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

    /// <summary>Growth within so many days by the medians of the first and the last third of a time that is even; 0 where it falls or the time is too short to say.</summary>
    public static double GrowthOf(IReadOnlyList<double> values, TimeSpan step, int days)
    {
        var known = values.Where(double.IsFinite).ToList();
        var span = step * values.Count;
        if (known.Count < 12 || span < TimeSpan.FromDays(7))
        {
            return 0;
        }

        double Median(IEnumerable<double> some) => some.Order().ElementAt(known.Count / 6);
        var third = known.Count / 3;
        var apart = span * 2 / 3;
        return Math.Max(0, (Median(known.TakeLast(third)) - Median(known.Take(third))) * (TimeSpan.FromDays(days) / apart));
    }
}
