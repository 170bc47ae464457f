namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// How far a series lies from what its time of day leads to expect (the median of the same times on up to seven earlier days, or of the last day where there are none), over the
/// half of the rows that is furthest off, in the spread that nine of ten such residuals of the reference stay within.
/// </summary>
internal static class SeasonalStrength
{
    private const int MostDays = 7;
    private const double Spread = .9;
    private const double FloorOfSpan = .02;
    private const double FloorOfLevel = .01;
    private const double MostStrength = 1e6;

    /// <summary>From this strength on a series has left what is usual.</summary>
    private const double Unusual = 2;

    public static RankedSeries Of(SeriesSample series, int index, TimeSpan step)
    {
        var known = Quantiles.Sorted(series.Reference);
        var perDay = step > TimeSpan.Zero ? (int)Math.Clamp(Math.Round(TimeSpan.FromDays(1) / step), 1, int.MaxValue) : int.MaxValue;
        var level = Quantiles.Median(series.Reference.Skip(Math.Max(0, series.Reference.Length - perDay)));
        level = double.IsNaN(level) ? Quantiles.Of(known, .5) : level;
        var days = series.Window.Length == 0 ? 0 : (series.SameTimeReference?.Length ?? 0) / series.Window.Length;
        var off = new double[series.Window.Length];
        for (var row = 0; row < off.Length; row++)
        {
            var usual = days > 0 ? Quantiles.Median(Enumerable.Range(0, days).Select(day => series.SameTimeReference![(day * off.Length) + row])) : double.NaN;
            off[row] = Quantiles.Held(series.Window[row]) - (double.IsNaN(usual) ? level : usual);
        }

        var furthest = off.Where(double.IsFinite).OrderByDescending(Math.Abs).ToArray();
        furthest = furthest[..((furthest.Length + 1) / 2)];
        if (furthest.Length == 0)
        {
            return new RankedSeries(index, 0, -1, 0);
        }

        var spread = SpreadOf(series, known, level, days, perDay);
        spread = spread > 0 ? spread : Math.Max(Math.Abs(furthest[0]) / 20, 1e-12);
        var mean = furthest.Average(Math.Abs);
        var strength = Math.Min(mean / spread, MostStrength);
        var onset = strength < Unusual ? -1 : Array.FindIndex(off, o => Math.Abs(o) >= Math.Max(mean / 2, Unusual * spread));
        return new RankedSeries(index, strength, onset, furthest.Average());
    }

    private static double SpreadOf(SeriesSample series, double[] known, double level, int days, int perDay)
    {
        if (known.Length == 0)
        {
            return 0;
        }

        var residuals = Seasonal(series.Reference, Math.Min(Math.Min(days, MostDays), series.Reference.Length / perDay / 2), perDay);
        residuals = residuals.Length > 0 ? residuals : Array.ConvertAll(known, v => Math.Abs(v - level));
        Array.Sort(residuals);
        var (low, high) = (known[0], known[^1]);
        var nature = MetricNature.Of(series.Metric);
        var floor = nature.IsShare ? nature.Floor(level, Math.Max(Math.Abs(low), Math.Abs(high))) : FloorOfLevel * Math.Abs(level);
        return Math.Max(Quantiles.Of(residuals, Spread), Math.Max(floor, FloorOfSpan * (high - low)));
    }

    private static double[] Seasonal(double[] reference, int days, int perDay)
    {
        if (days < 1)
        {
            return [];
        }

        var residuals = new List<double>(reference.Length);
        Span<double> earlier = stackalloc double[MostDays];
        for (var row = days * perDay; row < reference.Length; row++)
        {
            var count = 0;
            for (var day = 1; day <= days; day++)
            {
                if (Quantiles.Held(reference[row - (day * perDay)]) is var value && !double.IsNaN(value))
                {
                    earlier[count++] = value;
                }
            }

            if (count > 0 && double.IsFinite(reference[row]))
            {
                earlier[..count].Sort();
                residuals.Add(Math.Abs(Quantiles.Held(reference[row]) - Quantiles.Of(earlier[..count], .5)));
            }
        }

        return [.. residuals];
    }
}
