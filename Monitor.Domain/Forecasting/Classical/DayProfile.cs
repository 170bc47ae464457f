namespace Monitor.Domain.Forecasting.Classical;

/// <summary>The additive season of a day: the mean of each time of day, less the mean of all, over whole days at the end of the history; nothing when the season explains nothing.</summary>
internal sealed class DayProfile
{
    private const double LeastExplained = .1;
    private readonly double[] _profile;

    private DayProfile(double[] profile) => _profile = profile;

    public bool IsFlat => _profile.Length == 0;

    /// <summary>Of the step <paramref name="fromEnd"/> steps after the last known one; negative is the past, 0 the last known step.</summary>
    public double At(int fromEnd) => IsFlat ? 0 : _profile[(((fromEnd - 1) % _profile.Length) + _profile.Length) % _profile.Length];

    public static DayProfile Of(ReadOnlySpan<double> values, int day)
    {
        var days = day == 0 ? 0 : Math.Min(7, values.Length / day);
        if (days < 2)
        {
            return new DayProfile([]);
        }

        // Index 0 is the step after the last known one.
        var (profile, mean) = (new double[day], 0.0);
        var recent = values[^(days * day)..];
        for (var i = 0; i < recent.Length; i++)
        {
            profile[i % day] += recent[i] / days;
            mean += recent[i] / recent.Length;
        }

        var (all, rest) = (0.0, 0.0);
        for (var i = 0; i < recent.Length; i++)
        {
            all += (recent[i] - mean) * (recent[i] - mean);
            rest += (recent[i] - profile[i % day]) * (recent[i] - profile[i % day]);
        }

        for (var i = 0; i < day; i++)
        {
            profile[i] -= mean;
        }

        // Averages of a few days explain a part of pure noise as well: that part is taken off.
        var explained = all > 0 ? 1 - (rest / all * days / (days - 1)) : 0;
        return new DayProfile(explained < LeastExplained ? [] : profile);
    }
}
