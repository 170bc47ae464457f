using Monitor.Web.Hosting;

namespace Monitor.Web.Detection.Backtests;

/// <summary>How many rows a day has in a file that names no times: the length at which rows resemble those of a day before most.</summary>
internal static class DayLength
{
    private const int Usual = 288;
    private const double ClearlyBetter = .9;
    private static readonly int[] Others = [1440, 144, 96, 24];

    public static int Of(WideFile file)
    {
        var best = (Length: Usual, Off: Off(file, Usual));
        foreach (var length in Others)
        {
            if (file.Rows >= 5 * length && Off(file, length) is var off && off < ClearlyBetter * best.Off)
            {
                best = (length, off);
            }
        }

        return best.Length;
    }

    /// <summary>The mean difference from the row of a day before as a share of the mean difference from a row half a day before.</summary>
    private static double Off(WideFile file, int length)
    {
        var (day, half) = (0.0, 0.0);
        for (var column = 0; column < file.Columns; column++)
        {
            var (columnDay, columnHalf) = (0.0, 0.0);
            for (var row = length; row < file.Rows; row++)
            {
                var (now, before, between) = (file.Row(row)[column], file.Row(row - length)[column], file.Row(row - (length / 2))[column]);
                if (!double.IsNaN(now + before + between))
                {
                    columnDay += Math.Abs(now - before);
                    columnHalf += Math.Abs(now - between);
                }
            }

            var all = columnDay + columnHalf;
            if (all > 0 && double.IsFinite(all))
            {
                (day, half) = (day + (columnDay / all), half + (columnHalf / all));
            }
        }

        return half > 0 ? day / half : 1;
    }
}
