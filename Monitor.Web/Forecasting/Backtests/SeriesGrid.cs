using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Backtests;

/// <summary>The rows of one series, and its past on an even grid as it was known at some moment.</summary>
internal sealed class SeriesGrid(long[] times, double[] values)
{
    /// <summary>Ten years of 5-minute steps: a file whose times are spread wider is mistaken about them.</summary>
    private const long MostSteps = 1_100_000;

    public long First => times[0];

    public long Last => times[^1];

    public int Rows => times.Length;

    /// <summary>The usual distance of two rows in seconds.</summary>
    public long Step
    {
        get
        {
            var distances = times.Zip(times.Skip(1), (a, b) => b - a).Where(d => d > 0).Take(1000).Order().ToList();
            return distances.Count == 0 ? 300 : distances[distances.Count / 2];
        }
    }

    /// <summary>What rows before a moment say, on a grid that ends there: later rows are not looked at. Several rows of one step count as their mean.</summary>
    public SeriesHistory Before(long moment, long step, ValueRange range)
    {
        var rows = Array.BinarySearch(times, moment);
        rows = rows < 0 ? ~rows : FirstOf(rows);
        var steps = rows == 0 ? 0 : (moment - times[0] + step - 1) / step;
        if (steps > MostSteps)
        {
            throw new ArgumentException($"From {times[0]} to {moment} there are {steps} steps of {step} s, more than can be read. Look whether the times are seconds since 1970.");
        }

        var (sums, counts, start) = (new double[steps], new int[steps], moment - (steps * step));
        for (var row = 0; row < rows; row++)
        {
            if (!double.IsNaN(values[row]))
            {
                var at = (times[row] - start) / step;
                sums[at] += values[row];
                counts[at]++;
            }
        }

        for (var at = 0; at < sums.Length; at++)
        {
            sums[at] = counts[at] == 0 ? double.NaN : sums[at] / counts[at];
        }

        return new SeriesHistory(DateTimeOffset.FromUnixTimeSeconds(start), TimeSpan.FromSeconds(step), sums, range);
    }

    private int FirstOf(int row)
    {
        while (row > 0 && times[row - 1] == times[row])
        {
            row--;
        }

        return row;
    }
}
