using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Components;

/// <summary>Turns what the store read into what a chart draws. Gaps are marked by the store; the gap of the chart is for the points that follow live.</summary>
internal static class ChartShape
{
    private const long SmallestGap = 15_000;

    public static ChartData Of(TimeRange range, IReadOnlyList<Curve> curves) =>
        new(range.From.ToUnixTimeMilliseconds(), range.To.ToUnixTimeMilliseconds(), Gap(curves), [.. curves.Select(Column)]);

    private static ChartColumn Column(Curve curve) =>
        new([.. curve.Points.Select(p => p.Time)], [.. curve.Points.Select(p => double.IsNaN(p.Value) ? (double?)null : p.Value)]);

    private static long Gap(IReadOnlyList<Curve> curves)
    {
        var steps = curves.Where(c => c.Points.Count > 2)
            .Select(c => (c.Points[^1].Time - c.Points[0].Time) / (c.Points.Count - 1)).DefaultIfEmpty(0).Max();
        return Math.Max(SmallestGap, 8 * steps);
    }
}
