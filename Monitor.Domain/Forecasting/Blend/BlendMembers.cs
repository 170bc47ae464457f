namespace Monitor.Domain.Forecasting.Blend;

/// <summary>The simple forecasts that are blended. Each says a value for a step after an origin, from what lies before the origin; NaN where it has nothing to say.</summary>
internal static class BlendMembers
{
    public const int Week = 9;
    public const int Climate = 12;
    public const int Count = 13;
    private const int Cycles = 7;

    public static IReadOnlyList<string> Names { get; } =
        ["last", "median_quarter", "median_half", "smoothed", "season", "season_sharp", "season_adjusted", "day_before", "day_before_adjusted", "week", "period", "similar", "climate"];

    /// <param name="at">The origin: the index of the first step that is not known.</param>
    /// <param name="step">How many steps after it, from 0.</param>
    public static double Point(BlendSeries series, int member, int at, int step) => member switch
    {
        0 => series.Filled[at - 1],
        1 => series.Quarter[at - 1],
        2 => series.Half[at - 1],
        3 => series.Smoothed[at - 1],
        4 => Season(series, at, step, series.Daily, series.Tolerance),
        5 => Season(series, at, step, series.Filled, 0),
        6 => Season(series, at, step, series.Daily, series.Tolerance) + (OffSeason(series, at) * Fading(series, step)),
        7 => DayBefore(series, at, step),
        8 => DayBefore(series, at, step) + (Shift(series, at) * Fading(series, step)),
        Week => WeekBefore(series, at, step),
        10 => Periodic(series, at, step),
        _ => 0, // "similar": nothing of its own, all is in what followed similar moments.
    };

    private static double Fading(BlendSeries series, int step) => Math.Exp(-(step + 1) / (.75 * series.Horizon));

    private static double OffSeason(BlendSeries series, int at) => series.Quarter[at - 1] - Season(series, at - 1, 0, series.Daily, series.Tolerance);

    private static double Season(BlendSeries series, int at, int step, double[] values, int tolerance)
    {
        var day = series.Day;
        if (day == 0)
        {
            return double.NaN;
        }

        Span<double> same = stackalloc double[Cycles];
        var count = 0;
        var time = at + step - (day * ((step + tolerance + day) / day));
        for (; count < Cycles && time >= 0; time -= day)
        {
            same[count++] = values[time];
        }

        return SmallMedian.Of(same[..count]);
    }

    private static double DayBefore(BlendSeries series, int at, int step)
    {
        var time = series.Day == 0 ? -1 : at + step - (series.Day * ((step + series.Day) / series.Day));
        return time < 0 ? double.NaN : series.Filled[time];
    }

    private static double Shift(BlendSeries series, int at) =>
        at - 1 - series.Day > series.From ? series.Quarter[at - 1] - series.Quarter[at - 1 - series.Day] : double.NaN;

    private static double WeekBefore(BlendSeries series, int at, int step)
    {
        var week = 7 * series.Day;
        if (week == 0 || series.Count < 3 * week)
        {
            return double.NaN;
        }

        Span<double> same = stackalloc double[3];
        var count = 0;
        var time = at + step - (week * ((step + series.Tolerance + week) / week));
        for (; count < 3 && time >= 0; time -= week)
        {
            same[count++] = series.Daily[time];
        }

        return count < 2 ? double.NaN : SmallMedian.Of(same[..count]);
    }

    private static double Periodic(BlendSeries series, int at, int step)
    {
        var period = series.Period;
        if (period == 0)
        {
            return double.NaN;
        }

        Span<double> same = stackalloc double[Cycles];
        var count = 0;
        for (var time = at + step - (period * ((step + period) / period)); count < Cycles && time >= 0; time -= period)
        {
            same[count++] = series.Filled[time];
        }

        return count < 3 ? double.NaN : SmallMedian.Of(same[..count]);
    }
}
