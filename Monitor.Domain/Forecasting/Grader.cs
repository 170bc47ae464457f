namespace Monitor.Domain.Forecasting;

/// <summary>Compares what was said with what happened.</summary>
public static class Grader
{
    /// <param name="forecast">What was said.</param>
    /// <param name="actual">What happened, step by step from the forecast's beginning; NaN is unknown and not graded. May be shorter than the forecast.</param>
    /// <param name="lastKnown">The last value before the forecast, for the naive comparison; NaN when there was none.</param>
    /// <param name="dayBefore">What was known a day before each step (empty or NaN where nothing was), for the seasonal comparison.</param>
    public static ForecastGrade Grade(Forecast forecast, ReadOnlySpan<double> actual, double lastKnown, ReadOnlySpan<double> dayBefore)
    {
        var grade = new Sums();
        for (var step = 0; step < Math.Min(forecast.Steps, actual.Length); step++)
        {
            if (double.IsFinite(actual[step]))
            {
                grade.Add(forecast, step, actual[step], lastKnown, step < dayBefore.Length ? dayBefore[step] : double.NaN);
            }
        }

        return grade.Grade;
    }

    private sealed class Sums
    {
        private int _count;
        private int _in80;
        private int _in95;
        private int _seasonal;
        private double _error;
        private double _pinball;
        private double _naive;
        private double _season;
        private double _besideSeason;

        public ForecastGrade Grade => new(_count, _error, _pinball, _in80, _in95, _naive, _season, _seasonal, _besideSeason);

        public void Add(Forecast forecast, int step, double value, double lastKnown, double dayBefore)
        {
            var quantiles = forecast.Quantiles;
            var error = Math.Abs(value - forecast.Mean[step]);
            _count++;
            _error += error;
            _in80 += value >= quantiles[ForecastLevels.Lo80][step] && value <= quantiles[ForecastLevels.Hi80][step] ? 1 : 0;
            _in95 += value >= quantiles[ForecastLevels.Lo95][step] && value <= quantiles[ForecastLevels.Hi95][step] ? 1 : 0;
            for (var level = ForecastLevels.Lo80; level <= ForecastLevels.Hi80; level++)
            {
                var off = value - quantiles[level][step];
                _pinball += 2 * Math.Max(ForecastLevels.Span[level] * off, (ForecastLevels.Span[level] - 1) * off) / (ForecastLevels.Hi80 - ForecastLevels.Lo80 + 1);
            }

            _naive += double.IsFinite(lastKnown) ? Math.Abs(value - lastKnown) : 0;
            if (double.IsFinite(dayBefore))
            {
                _seasonal++;
                _season += Math.Abs(value - dayBefore);
                _besideSeason += error;
            }
        }
    }
}
