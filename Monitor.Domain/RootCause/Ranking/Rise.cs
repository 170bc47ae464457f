using Monitor.Domain.Detection.Hosts;

namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// How far a series rises within a window: the mean of its highest third (two rows at least) from the symptom on, less the median of the rows before. How unusual that is, the
/// reference's own windows of the same length say.
/// </summary>
internal static class Rise
{
    /// <summary>Evidence is -log10 of a probability; more than one in a million is not read from any reference.</summary>
    public const double MostEvidence = 6;

    /// <summary>At most so many windows of the reference are looked at, fewer of long ones.</summary>
    private const int MostWindows = 600;
    private const int MostRows = 30_000;

    /// <summary>The tail is never taken for steeper than this share of a spread: a series that never moved is not unusual at a breath.</summary>
    private const double LeastTail = .2;

    public static double Evidence(double[] window, double[] reference, int before)
    {
        var rise = Of(window, before);
        var length = Math.Min(window.Length, reference.Length / 2);
        if (double.IsNaN(rise) || length < 2)
        {
            return 0;
        }

        before = Math.Min((int)((long)before * length / window.Length), length - 1);
        var stride = Math.Max(1, (reference.Length - length) / Math.Clamp(MostRows / length, MostWindows / 6, MostWindows));
        var usual = new List<double>();
        for (var at = 0; at + length <= reference.Length; at += stride)
        {
            usual.Add(Of(reference.AsSpan(at, length), before));
        }

        return Math.Min(TailTable.WithTail([.. usual], LeastTail).Evidence(rise), MostEvidence);
    }

    /// <summary>NaN where no row from the symptom on has a value.</summary>
    private static double Of(ReadOnlySpan<double> rows, int before)
    {
        var known = new double[rows.Length];
        var count = Known(rows[before..], known);
        if (count == 0)
        {
            return double.NaN;
        }

        Array.Sort(known, 0, count);
        var (most, sum) = (Math.Min(count, Math.Max(2, count / 3)), 0.0);
        foreach (var value in known.AsSpan(count - most, most))
        {
            sum += value;
        }

        count = Known(rows[..before], known);
        Array.Sort(known, 0, count);
        return (sum / most) - (count == 0 ? 0 : Quantiles.Of(known.AsSpan(0, count), .5));
    }

    private static int Known(ReadOnlySpan<double> rows, double[] known)
    {
        var count = 0;
        foreach (var value in rows)
        {
            if (!double.IsNaN(value))
            {
                known[count++] = value;
            }
        }

        return count;
    }
}
