using System.Numerics;

namespace Monitor.Domain.Forecasting.Blend;

/// <summary>Finds what comes again every few steps, such as jobs that run each hour: the highest peak of the autocorrelation of the most recent values.</summary>
internal static class ShortPeriod
{
    public const int Longest = 290;
    private const int Looked = 864;
    private const double Weakest = .45;
    private const double LeastRise = .15;

    /// <summary>The period in steps, or 0 when nothing comes again clearly.</summary>
    /// <param name="below">Only shorter periods count: the day is looked at anyway.</param>
    public static int Find(ReadOnlySpan<double> values, int below, double[] scratch, double[] centred)
    {
        if (values.Length < Looked / 4)
        {
            return 0;
        }

        var count = Math.Min(Looked, values.Length);
        var recent = values[^count..];
        recent.CopyTo(scratch);
        Array.Sort(scratch, 0, count);
        var (low, high) = (scratch[count / 50], scratch[count - 1 - (count / 50)]);
        var mean = 0.0;
        for (var i = 0; i < count; i++)
        {
            // A few giants would drown what comes again.
            centred[i] = Math.Clamp(recent[i], low, high);
            mean += centred[i];
        }

        mean /= count;
        var variance = 0.0;
        for (var i = 0; i < count; i++)
        {
            centred[i] -= mean;
            variance += centred[i] * centred[i];
        }

        return variance > 0 ? HighestPeak(centred.AsSpan(0, count), below, variance) : 0;
    }

    private static int HighestPeak(ReadOnlySpan<double> values, int below, double variance)
    {
        var (period, best, lowest, beforeLast, last) = (0, Weakest, 1.0, 1.0, 1.0);
        for (var lag = 1; lag <= Math.Min(Math.Min(Longest, below), values.Length / 3); lag++)
        {
            var here = Products(values, lag) / variance * values.Length / (values.Length - lag);
            if (lag > 3 && last > beforeLast && last >= here && last - lowest > LeastRise && last > best * 1.03)
            {
                (best, period) = (last, lag - 1);
            }

            lowest = Math.Min(lowest, here);
            (beforeLast, last) = (last, here);
        }

        return period;
    }

    private static double Products(ReadOnlySpan<double> values, int lag)
    {
        var early = values[..^lag];
        var late = values[lag..];
        var (sums, sum, i) = (Vector<double>.Zero, 0.0, 0);
        for (; i <= early.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(early[i..]) * new Vector<double>(late[i..]);
        }

        for (; i < early.Length; i++)
        {
            sum += early[i] * late[i];
        }

        return sum + Vector.Sum(sums);
    }
}
