using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Web.Hosting;

namespace Monitor.Web.Forecasting.Backtests;

/// <summary>
/// `backtest forecast`: forecasts series of CSV files from given moments, each from the rows before that moment only. Where the model is still learning, the
/// rows repeat the last known value without a band, and the summary says how many those are.
/// </summary>
public static class ForecastBacktest
{
    private const string Header = "series,origin,step,mean,lo80,hi80,lo95,hi95,q10,q20,q30,q40,q50,q60,q70,q80,q90";
    private static readonly int[] Columns =
        [ForecastLevels.Lo80, ForecastLevels.Hi80, ForecastLevels.Lo95, ForecastLevels.Hi95, .. Enumerable.Range(ForecastLevels.Lo80, 9)];

    /// <summary>Throws <see cref="ArgumentException"/> for input that cannot be read, with what to do.</summary>
    /// <param name="max">The upper end of the values' range; zero is the lower.</param>
    public static string Run(string input, string origins, string output, string model, double? max, CancellationToken cancellationToken)
    {
        if (max is <= 0)
        {
            throw new ArgumentException("--max is the largest value that is possible, such as 100 for percent: more than 0.");
        }

        var forecaster = Forecasters.Find(model);
        var wanted = OriginsFile.Read(origins);
        var folder = new SeriesFolder(input);
        var range = new ValueRange(0, max ?? double.PositiveInfinity);
        var (count, learning, before) = (0, 0, Environment.CpuUsage.TotalTime);
        var forecasting = TimeSpan.Zero;
        BacktestOutput.Write(output, writer =>
        {
            writer.WriteLine(Header);
            foreach (var series in wanted.Series)
            {
                var grid = folder.Find(series.Series, series.Source);
                foreach (var origin in series.Origins)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    before = Environment.CpuUsage.TotalTime;
                    var history = grid.Before(origin, wanted.StepSeconds, range);
                    var forecast = forecaster.Run(history, wanted.Steps);
                    forecasting += Environment.CpuUsage.TotalTime - before;
                    count++;
                    learning += forecast is null ? 1 : 0;
                    Write(writer, series.Series, origin, forecast ?? Unknown(history, wanted.Steps));
                }
            }
        });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count} forecasts of {wanted.Series.Count} series by {model}: {forecasting.TotalMilliseconds / Math.Max(1, count):0.00} ms of CPU each, {learning} of them still learning. {output}");
    }

    private static void Write(TextWriter writer, string series, long origin, Forecast forecast)
    {
        for (var step = 0; step < forecast.Steps; step++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{series},{origin},{step + 1},{BacktestOutput.Number(forecast.Mean[step])}"));
            foreach (var level in Columns)
            {
                writer.Write(',');
                writer.Write(BacktestOutput.Number(forecast.Quantiles[level][step]));
            }

            writer.WriteLine();
        }
    }

    private static Forecast Unknown(SeriesHistory history, int steps)
    {
        var known = Array.FindLast(history.Values, double.IsFinite);
        var flat = Enumerable.Repeat(history.Range.Clamp(known), steps).ToArray();
        return new Forecast(history.End, history.Step, flat, [.. Enumerable.Repeat(flat, ForecastLevels.Count)]);
    }
}
