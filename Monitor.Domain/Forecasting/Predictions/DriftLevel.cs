namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>
/// A series without its days: quarters of an hour, each less what was usual at that time of day (the middle of the three days before). A leak is what is left
/// and climbs; what comes and goes with the day, or is rotated each day, leaves nothing.
/// </summary>
internal sealed class DriftLevel
{
    public const int PerHour = 4;
    private const int Day = 24 * PerHour;
    private const int DaysBefore = 3;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly double[] _values;
    private readonly double[] _left;

    private DriftLevel(double[] values)
    {
        _values = values;
        _left = new double[Math.Min(values.Length, 4 * Day)];
        for (var i = 0; i < _left.Length; i++)
        {
            var at = values.Length - _left.Length + i;
            _left[i] = values[at] - Usual(at);
        }
    }

    /// <summary>How far the last half hour lies above what is usual; NaN when not known.</summary>
    public double Now => Mean(_left.AsSpan(_left.Length - 2));

    /// <summary>Null when a step is longer than a quarter of an hour.</summary>
    public static DriftLevel? Of(SeriesHistory history)
    {
        if (history.Step > Quarter)
        {
            return null;
        }

        var together = Math.Max(1, (int)Math.Round(Quarter / history.Step));
        var values = new double[history.Values.Length / together];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Mean(history.Values.AsSpan(history.Values.Length - ((values.Length - i) * together), together));
        }

        return values.Length < 2 * Day ? null : new DriftLevel(values);
    }

    /// <summary>What is left of the last hours, oldest first; NaN where nothing is known.</summary>
    public ReadOnlySpan<double> Last(double hours) => _left.AsSpan(_left.Length - (int)Math.Min(_left.Length, hours * PerHour));

    /// <summary>The usual spread of what is left, of the days before the last one; 0 when they are not known.</summary>
    public double Noise()
    {
        var before = Array.FindAll(_left[..Math.Max(0, _left.Length - Day)], double.IsFinite);
        if (before.Length < Day / 2)
        {
            return 0;
        }

        var middle = Middle(before);
        return 1.4826 * Middle(Array.ConvertAll(before, v => Math.Abs(v - middle)));
    }

    /// <summary>The hours until the usual course with what is left on top, growing on at this speed, crosses the limit; null: not within the longest.</summary>
    public double? HoursTo(double limit, double perHour, double longest)
    {
        for (var ahead = 1; ahead <= longest * PerHour; ahead++)
        {
            if (Usual(_values.Length - 1 + ahead) + Now + (perHour * ahead / PerHour) > limit)
            {
                return (double)ahead / PerHour;
            }
        }

        return null;
    }

    /// <summary>Of a moment that is known or lies ahead: the middle of the last three whole days at its time; NaN with fewer than two of them.</summary>
    private double Usual(int at)
    {
        Span<double> found = stackalloc double[DaysBefore];
        var count = 0;
        var first = at < _values.Length ? at - Day : at - (Day * (1 + ((at - _values.Length) / Day)));
        for (var i = first; i >= 0 && i > first - (DaysBefore * Day); i -= Day)
        {
            if (double.IsFinite(_values[i]))
            {
                found[count++] = _values[i];
            }
        }

        found[..count].Sort();
        return count < 2 ? double.NaN : (found[(count - 1) / 2] + found[count / 2]) / 2;
    }

    private static double Middle(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                sum += value;
                count++;
            }
        }

        return count > 0 ? sum / count : double.NaN;
    }
}
