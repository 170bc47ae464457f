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
        1 => series.Running.Quarter[at - 1],
        2 => series.Running.Half[at - 1],
        3 => series.Running.Smoothed[at - 1],
        4 => Season(series, at, step, series.Running.Daily, series.Seasons, series.Tolerance),
        5 => Season(series, at, step, series.Filled, series.SharpSeasons, 0),
        6 => Season(series, at, step, series.Running.Daily, series.Seasons, series.Tolerance) + (OffSeason(series, at) * Fading(series, step)),
        7 => DayBefore(series, at, step),
        8 => DayBefore(series, at, step) + (Shift(series, at) * Fading(series, step)),
        Week => WeekBefore(series, at, step),
        10 => Periodic(series, at, step),
        Climate => 0,

        // "similar" has nothing of its own: from whatever fixed point, all is in what followed similar moments.
        _ => series.Filled[series.Count - 1],
    };

    private static double Fading(BlendSeries series, int step) => series.Fading[step];

    private static double OffSeason(BlendSeries series, int at) => series.Running.Quarter[at - 1] - Season(series, at - 1, 0, series.Running.Daily, series.Seasons, series.Tolerance);

    private static double Season(BlendSeries series, int at, int step, double[] values, double[] found, int tolerance)
    {
        if (series.Day == 0)
        {
            return double.NaN;
        }

        if (step + tolerance >= series.Day)
        {
            return Season(series.Day, at, step, values, tolerance);
        }

        // Within a day it depends on the time alone, and neighbouring origins ask for the same times.
        ref var season = ref found[at + step];
        return double.IsNaN(season) ? season = Season(series.Day, at, step, values, tolerance) : season;
    }

    private static double Season(int day, int at, int step, double[] values, int tolerance)
    {
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
        at - 1 - series.Day > series.From ? series.Running.Quarter[at - 1] - series.Running.Quarter[at - 1 - series.Day] : double.NaN;

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
            same[count++] = series.Running.Daily[time];
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
