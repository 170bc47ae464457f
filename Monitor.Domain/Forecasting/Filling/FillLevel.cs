namespace Monitor.Domain.Forecasting.Filling;

/// <summary>The recent past of something that fills: an even grid of at most four values an hour, gaps filled with the last known value, the last 14 days.</summary>
internal sealed class FillLevel
{
    private const int Days = 14;

    private FillLevel(double[] values, int perHour, double limit) => (Values, PerHour, Limit) = (values, perHour, limit);

    public double[] Values { get; }

    /// <summary>Values an hour, from 1 to 4.</summary>
    public int PerHour { get; }

    public double Limit { get; }

    public int Count => Values.Length;

    public double Now => Values[^1];

    public double Hours => (double)(Count - 1) / PerHour;

    /// <summary>How much it grew in the hours before some moment (by default, now).</summary>
    public double Growth(int hours, int hoursAgo = 0)
    {
        var to = Count - 1 - (hoursAgo * PerHour);
        return Values[to] - Values[Math.Max(0, to - (hours * PerHour))];
    }

    /// <summary>How restless it is from value to value: the middle of its second differences, so that a slope is no noise.</summary>
    public double Noise
    {
        get
        {
            var differences = new double[Math.Max(0, Count - 2)];
            for (var i = 0; i < differences.Length; i++)
            {
                differences[i] = Math.Abs(Values[i + 2] - (2 * Values[i + 1]) + Values[i]);
            }

            Array.Sort(differences);
            return differences.Length == 0 ? 0 : differences[differences.Length / 2];
        }
    }

    /// <summary>The mean growth per hour of the last hours.</summary>
    public double Speed(int hours)
    {
        var counted = Math.Max(1, Math.Min(hours, (int)Hours));
        return Growth(counted) / counted;
    }

    /// <summary>The most that it grew in some hours in a row, of the last hours.</summary>
    public double LargestGrowth(int hours, int inARow)
    {
        var largest = 0.0;
        for (var ago = 0; ago + inARow <= hours; ago++)
        {
            largest = Math.Max(largest, Growth(inARow, ago));
        }

        return largest;
    }

    public FillLevel Since(int at) => new(Values[at..], PerHour, Limit);

    /// <summary>Null when a step is longer than an hour, or nothing is known of the last six.</summary>
    public static FillLevel? Of(SeriesHistory history, double limit)
    {
        var quarter = TimeSpan.FromMinutes(15);
        if (history.Step > TimeSpan.FromHours(1))
        {
            return null;
        }

        var together = Math.Max(1, (int)Math.Round(quarter / history.Step));
        var perHour = Math.Max(1, (int)Math.Round(TimeSpan.FromHours(1) / (history.Step * together)));
        var count = Math.Min(history.Values.Length / together, (Days * 24 * perHour) + 1);
        var values = new double[count];
        var (last, known, unknownAtEnd) = (double.NaN, 0, 0);
        for (var i = 0; i < count; i++)
        {
            var end = history.Values.Length - ((count - 1 - i) * together);
            var value = history.LastKnown(end - together, end) is { } step ? history.Values[step] : double.NaN;
            unknownAtEnd = double.IsNaN(value) ? unknownAtEnd + 1 : 0;
            known += double.IsNaN(value) && known == 0 ? 0 : 1;
            last = double.IsNaN(value) ? last : value;
            values[i] = last;
        }

        return unknownAtEnd > 6 * perHour ? null : new FillLevel(values[^known..], perHour, limit);
    }
}
