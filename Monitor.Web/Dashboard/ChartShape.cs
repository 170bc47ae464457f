using Monitor.Web.Components;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>Turns what the store read into what a chart draws.</summary>
internal static class ChartShape
{
    /// <summary>Pauses longer than four usual steps are gaps, but never less than this.</summary>
    private const long SmallestGap = 15_000;

    public static ChartData Of(DateTimeOffset from, DateTimeOffset to, IReadOnlyList<SeriesWindow> windows) =>
        new(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), Gap(windows), [.. windows.Select(Column)]);

    public static LineFigures Figures(SeriesWindow window) => new(window.Average, window.Maximum, window.Count);

    private static ChartColumn Column(SeriesWindow window) =>
        new(window.Times, [.. window.Values.Select(v => double.IsNaN(v) ? (double?)null : v)]);

    private static long Gap(IReadOnlyList<SeriesWindow> windows)
    {
        var steps = windows.Where(w => w.Times.Length > 2)
            .Select(w => (w.Times[^1] - w.Times[0]) / (w.Times.Length - 1)).DefaultIfEmpty(0).Max();
        return Math.Max(SmallestGap, 4 * steps);
    }
}
