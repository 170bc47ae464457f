namespace Monitor.Domain.Forecasting.Filling;

/// <summary>
/// Something that suddenly fills much faster than it ever did. It is believed once it has gone on for as long as there may be time left: two hours at
/// least, six at most. A copy or an installation, which ends by itself, is over by then.
/// </summary>
internal static class Runaway
{
    private const double LeastShare = .003;
    private const double TimesUsual = 3;
    private const int Longest = 8;
    private const int LongestDoubt = 6;
    private const int Compared = 168;

    public static FillSpeed? Of(FillLevel level)
    {
        var least = Math.Max(LeastShare * level.Limit, TimesUsual * Usual(level));
        var hours = 0;
        while (hours < Longest && level.Growth(1, hours) >= least)
        {
            hours++;
        }

        if (hours < 2)
        {
            return null;
        }

        var speed = level.Growth(hours) / hours;
        return hours < Math.Clamp((level.Limit - level.Now) / speed, 2, LongestDoubt)
            ? null
            : new FillSpeed(CapacityReason.Runaway, level.Now, .4 * speed, speed, 2 * speed);
    }

    /// <summary>What only one hour of fifty exceeds, of the week before.</summary>
    private static double Usual(FillLevel level)
    {
        Span<double> past = stackalloc double[Compared];
        var count = 0;
        for (var ago = Longest; ago < Math.Min(Compared, (int)level.Hours - 1); ago++)
        {
            past[count++] = level.Growth(1, ago);
        }

        past = past[..count];
        past.Sort();
        return count == 0 ? 0 : past[(int)(.98 * (count - 1))];
    }
}
