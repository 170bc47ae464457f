namespace Monitor.Domain.Problems.Judging;

/// <summary>The means by the minute of a series one week ago, for the comparison with them. Loaded ahead, an hour at a time; asking allocates nothing.</summary>
public sealed class WeekAgo
{
    public static readonly TimeSpan Back = TimeSpan.FromDays(7);

    private long _start;
    private double[] _sums = [0];
    private int[] _counts = [0];

    /// <summary>The last moment, in this week's time, for which something was loaded.</summary>
    public DateTimeOffset LoadedUntil => new(_start + Back.Ticks + ((_sums.Length - 1) * TimeSpan.TicksPerMinute), TimeSpan.Zero);

    /// <param name="start">The first minute, in last week's time.</param>
    /// <param name="means">One a minute; NaN where nothing is known.</param>
    public void Load(DateTimeOffset start, ReadOnlySpan<double> means)
    {
        var (sums, counts) = (new double[means.Length + 1], new int[means.Length + 1]);
        for (var i = 0; i < means.Length; i++)
        {
            var isKnown = double.IsFinite(means[i]);
            sums[i + 1] = sums[i] + (isKnown ? means[i] : 0);
            counts[i + 1] = counts[i] + (isKnown ? 1 : 0);
        }

        (_start, _sums, _counts) = (start.UtcTicks, sums, counts);
    }

    /// <summary>The mean of the same time one week before; NaN when less than half of it is known. Times in ticks, of this week; whole minutes count.</summary>
    public double Mean(long from, long to)
    {
        var first = (from - Back.Ticks - _start) / TimeSpan.TicksPerMinute;
        var end = (to - Back.Ticks - _start + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute;
        if (from - Back.Ticks < _start || end >= _sums.Length || end <= first)
        {
            return double.NaN;
        }

        var count = _counts[end] - _counts[first];
        return count * 2 < end - first ? double.NaN : (_sums[end] - _sums[first]) / count;
    }
}
