using System.Globalization;
using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>A small picture of a forecast with its 80 % band and the limit, as points of a drawing of 120 by 36.</summary>
public sealed record BreakCurve(string Band, string Line, double LimitAt, string Words)
{
    public const int Width = 120;
    public const int Height = 36;

    public static BreakCurve Of(Forecast forecast, double limit, string words)
    {
        var (low, mean, high) = (forecast.Quantiles[ForecastLevels.Lo80], forecast.Mean, forecast.Quantiles[ForecastLevels.Hi80]);
        var (bottom, top) = (Math.Min(limit, low.Min()), Math.Max(limit, high.Max()));
        var room = Math.Max(top - bottom, 1e-9) * 0.1;
        (bottom, top) = (bottom - room, top + room);
        double X(int step) => forecast.Steps == 1 ? 0 : (double)Width * step / (forecast.Steps - 1);
        double Y(double value) => Height * (1 - ((value - bottom) / (top - bottom)));
        string Point(int step, double value) => string.Create(CultureInfo.InvariantCulture, $"{X(step):0.#},{Y(value):0.#}");
        var steps = Enumerable.Range(0, forecast.Steps).ToList();
        return new BreakCurve(
            string.Join(' ', steps.Select(i => Point(i, high[i])).Concat(steps.AsEnumerable().Reverse().Select(i => Point(i, low[i])))),
            string.Join(' ', steps.Select(i => Point(i, mean[i]))), Math.Round(Y(limit), 1), words);
    }
}
