using Monitor.Domain.Metrics;
using Monitor.Web.Components;
using Monitor.Web.Detection.Replay;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Charts;

/// <summary>A series with the band that a detector expected, as a chart draws them.</summary>
public static class ExpectedPicture
{
    /// <summary>A chart shows no more of a line.</summary>
    public const int MostPoints = SeriesReader.MaximumPoints;

    public static IReadOnlyList<ChartSeries> Lines { get; } = [new("What was", 1), new("Expected, with the band of 99 in 100 values", 2, HasBands: true, BandName: "expected")];

    /// <param name="curve">The values, made small so that peaks stay.</param>
    public static ChartData Of(TimeRange range, Curve curve, SeriesVerdicts verdicts)
    {
        var values = ChartShape.Of(range, [curve]);
        return values with { Columns = [.. values.Columns, Band(verdicts)] };
    }

    /// <summary>What was expected and the band around it, in at most <see cref="MostPoints"/> steps, each as wide as the widest in it; a gap where nothing is known.</summary>
    public static ChartColumn Band(SeriesVerdicts verdicts)
    {
        var steps = verdicts.Points.Chunk(Math.Max(1, (verdicts.Points.Count + MostPoints - 1) / MostPoints)).ToList();
        double?[] Values(Func<IEnumerable<ReplayPoint>, double> value) =>
            [.. steps.Select(s => s.Where(p => p.HasBand).ToList()).Select(s => s.Count == 0 ? (double?)null : value(s))];
        return new ChartColumn([.. steps.Select(s => s[s.Length / 2].Time.ToUnixTimeMilliseconds())], Values(s => s.Average(p => p.Reading.Expected)))
        {
            Bands = [new(Values(s => s.Min(p => p.Reading.Low)), Values(s => s.Max(p => p.Reading.High)))],
        };
    }
}
