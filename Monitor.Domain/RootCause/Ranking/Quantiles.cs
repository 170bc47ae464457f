namespace Monitor.Domain.RootCause.Ranking;

/// <summary>Quantiles of values of which some may be missing.</summary>
internal static class Quantiles
{
    /// <summary>Beyond this a value is taken for this, so that no sum or product runs over.</summary>
    private const double Largest = 1e100;

    /// <summary>The finite values, in order.</summary>
    public static double[] Sorted(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite).Select(v => Math.Clamp(v, -Largest, Largest))];
        Array.Sort(known);
        return known;
    }

    /// <summary>Of sorted values, between its neighbours in proportion; NaN where there are none.</summary>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var (low, part) = ((int)place, place - (int)place);
        return sorted[low] + (part * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]));
    }

    public static double Median(IEnumerable<double> values) => Of(Sorted(values), .5);

    /// <summary>The value, held within what can be reckoned with; NaN where it is not finite.</summary>
    public static double Held(double value) => double.IsFinite(value) ? Math.Clamp(value, -Largest, Largest) : double.NaN;
}
