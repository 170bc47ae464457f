using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Web.Hosting;

namespace Monitor.Web.Forecasting.Backtests;

/// <summary>`backtest capacity`: for each series and each full hour from its third day on, in how many hours the limit is reached, from the rows before that hour only.</summary>
public static class CapacityBacktest
{
    private const long Hour = 3600;
    private const long FirstDays = 2 * 24 * Hour;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    /// <summary>Throws <see cref="ArgumentException"/> for input that cannot be read, with what to do.</summary>
    public static string Run(string input, double limit, string output, CancellationToken cancellationToken)
    {
        if (!(limit > 0))
        {
            throw new ArgumentException("--limit is the value that must not be reached, such as 90 for 90 % of a disk: more than 0.");
        }

        var (series, rows) = (0, 0);
        BacktestOutput.Write(output, writer =>
        {
            writer.WriteLine("series,unix,ttb_hours");
            foreach (var file in SeriesFile.AllBelow(input).Where(f => f.HasSeries))
            {
                foreach (var column in file.Columns)
                {
                    rows += Write(writer, file.Columns.Count == 1 ? file.Stem : $"{file.Stem}.{column}", new SeriesGrid(file.Times, file.Read(column)), limit, cancellationToken);
                    series++;
                }
            }
        });
        return series > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{rows} hours of {series} series. {output}")
            : throw new ArgumentException($"No file below {input} has series: a first line `unix,value`, then a row per time.");
    }

    private static int Write(TextWriter writer, string name, SeriesGrid grid, double limit, CancellationToken cancellationToken)
    {
        var (rows, step) = (0, grid.Step);
        for (var hour = (grid.First + FirstDays + Hour - 1) / Hour * Hour; hour <= grid.Last; hour += Hour)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outlook = Capacity.Look(grid.Before(hour, step, ValueRange.ZeroUpwards), limit);
            var hours = outlook.Expected is { } expected && expected <= Longest ? BacktestOutput.Number(Math.Round(expected.TotalHours, 3)) : "";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{hour},{hours}"));
            rows++;
        }

        return rows;
    }
}
