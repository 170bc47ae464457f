using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Grading;

/// <summary>
/// Grades forecasts by what happened and adds the grades up by series, horizon, model and day. What is not known is not graded, and the comparisons know no
/// more than the forecast did.
/// </summary>
internal sealed class GradeBook
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly Dictionary<(int SeriesId, short Horizon, string Model, DateOnly Day), (ForecastGrade Grade, int Forecasts)> _sums = [];

    public IEnumerable<ForecastScore> Scores => _sums.Select(s => new ForecastScore
    {
        SeriesId = s.Key.SeriesId, Horizon = s.Key.Horizon, Model = s.Key.Model, Day = s.Key.Day, Forecasts = s.Value.Forecasts, Count = s.Value.Grade.Count,
        AbsoluteError = s.Value.Grade.AbsoluteError, Pinball = s.Value.Grade.Pinball, In80 = s.Value.Grade.In80, In95 = s.Value.Grade.In95,
        NaiveError = s.Value.Grade.NaiveError, SeasonalError = s.Value.Grade.SeasonalError, SeasonalCount = s.Value.Grade.SeasonalCount,
        ErrorBesideSeasonal = s.Value.Grade.ErrorBesideSeasonal,
    });

    /// <returns>Whether there was anything to grade it by.</returns>
    public bool Add(StoredForecast stored, SeriesHistory history)
    {
        var offset = (stored.StartsAt - history.Start) / history.Step;
        if (offset < 1 || offset != Math.Floor(offset) || offset + stored.Steps > history.Values.Length)
        {
            return false;
        }

        var first = (int)offset;
        var forecast = stored.Unpack();
        var actual = history.Values.AsSpan(first, stored.Steps);
        var (before, lastKnown) = (DayBefore(history, first, stored.Steps), LastKnown(history, first));
        var any = false;
        foreach (var horizon in ForecastHorizons.Of(stored.Grid).Where(h => h.LastStep < stored.Steps))
        {
            var grade = Grader.Grade(
                Part(forecast, horizon), actual.Slice(horizon.FirstStep, horizon.Steps), lastKnown, before.AsSpan(horizon.FirstStep, horizon.Steps));
            if (grade.Count > 0)
            {
                any = true;
                Add((stored.SeriesId, horizon.Code, stored.Model, DateOnly.FromDateTime((stored.StartsAt + horizon.Ahead).UtcDateTime)), grade);
            }
        }

        return any;
    }

    /// <summary>A forecast that was made at a place of the history, by what the history has after it.</summary>
    public static ForecastGrade Grade(Forecast forecast, SeriesHistory history, int first)
    {
        var steps = Math.Min(forecast.Steps, history.Values.Length - first);
        return Grader.Grade(forecast, history.Values.AsSpan(first, steps), LastKnown(history, first), DayBefore(history, first, steps));
    }

    private void Add((int SeriesId, short Horizon, string Model, DateOnly Day) key, ForecastGrade grade)
    {
        var (sum, forecasts) = _sums.GetValueOrDefault(key, (ForecastGrade.None, 0));
        _sums[key] = (sum + grade, forecasts + 1);
    }

    private static Forecast Part(Forecast forecast, ForecastHorizon horizon) => horizon.FirstStep == 0 && horizon.Steps == forecast.Steps ? forecast
        : new Forecast(
            forecast.From + (forecast.Step * horizon.FirstStep), forecast.Step, forecast.Mean[horizon.FirstStep..(horizon.LastStep + 1)],
            [.. forecast.Quantiles.Select(q => q[horizon.FirstStep..(horizon.LastStep + 1)])]);

    private static double LastKnown(SeriesHistory history, int first) => history.LastKnown(0, first) is { } last ? history.Values[last] : double.NaN;

    /// <summary>The last day that was known when the forecast was made, again and again; not a number where the history does not reach.</summary>
    private static double[] DayBefore(SeriesHistory history, int first, int steps)
    {
        var (before, day) = (new double[steps], (int)(Day / history.Step));
        for (var i = 0; i < steps; i++)
        {
            before[i] = first >= day ? history.Values[first - day + (i % day)] : double.NaN;
        }

        return before;
    }
}
