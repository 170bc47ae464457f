using Monitor.Web.Components;
using Monitor.Web.Detection.Replay;

namespace Monitor.Web.Detection.Screens.Charts;

/// <summary>A series with the band that a detector expected, as a chart draws them.</summary>
public static class ExpectedPicture
{
    /// <summary>Where something is missing the columns say so themselves.</summary>
    private static readonly long NoGap = (long)TimeSpan.FromDays(400).TotalMilliseconds;

    public static IReadOnlyList<ChartSeries> Lines { get; } = [new("What was", 1), new("Expected, with the band of 99 in 100 values", 2, HasBands: true, BandName: "expected")];

    public static ChartData Of(SeriesVerdicts verdicts)
    {
        long[] times = [.. verdicts.Points.Select(p => p.Time.ToUnixTimeMilliseconds())];
        var values = new ChartColumn(times, [.. verdicts.Points.Select(p => double.IsNaN(p.Value) ? (double?)null : p.Value)]);
        return new ChartData(times[0], times[^1], NoGap, [values, Band(verdicts)]);
    }

    /// <summary>What was expected and the band around it, by the times of the steps; a gap where nothing is known.</summary>
    public static ChartColumn Band(SeriesVerdicts verdicts)
    {
        double?[] Values(Func<ReplayPoint, double> value) => [.. verdicts.Points.Select(p => p.HasBand ? value(p) : (double?)null)];
        return new ChartColumn([.. verdicts.Points.Select(p => p.Time.ToUnixTimeMilliseconds())], Values(p => p.Reading.Expected))
        {
            Bands = [new(Values(p => p.Reading.Low), Values(p => p.Reading.High))],
        };
    }
}
