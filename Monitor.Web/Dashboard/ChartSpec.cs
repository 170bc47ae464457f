using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>One line of a chart: which series, its name in the legend, which of the eight colours.</summary>
public sealed record ChartLine(SeriesEntry Series, string Name, int Color);

/// <summary>A chart of a page: lines of one unit.</summary>
public sealed record ChartSpec(string Key, string Title, MetricUnit Unit, IReadOnlyList<ChartLine> Lines)
{
    /// <summary>More lines than this are unreadable and slow; the rest is reached by filtering.</summary>
    public const int MostLines = 20;

    /// <summary>A chart of all series of some metrics of one host; each line is named by its labels, or by the metric's title.</summary>
    public static ChartSpec OfHost(SeriesCatalog catalog, int hostId, string title, params string[] metrics)
    {
        var lines = new List<ChartLine>();
        foreach (var metric in metrics)
        {
            foreach (var series in catalog.SeriesOf(hostId, metric))
            {
                lines.Add(new ChartLine(series, Name(series, metrics.Length > 1), lines.Count % 8 + 1));
            }
        }

        return new ChartSpec(metrics[0], title, MetricCatalog.Find(metrics[0]).Unit, lines.Count > MostLines ? lines[..MostLines] : lines);
    }

    /// <summary>A chart of one metric over several hosts; each line is named by its host.</summary>
    public static ChartSpec OfHosts(SeriesCatalog catalog, IReadOnlyList<(int Id, string Name)> hosts, string metric)
    {
        var lines = new List<ChartLine>();
        foreach (var (id, name) in hosts)
        {
            foreach (var series in catalog.SeriesOf(id, metric))
            {
                lines.Add(new ChartLine(series, series.Labels.Length == 0 ? name : $"{name} {LabelText(series)}", lines.Count % 8 + 1));
            }
        }

        var info = MetricCatalog.Find(metric);
        return new ChartSpec(metric, info.Title, info.Unit, lines.Count > MostLines ? lines[..MostLines] : lines);
    }

    private static string Name(SeriesEntry series, bool withTitle)
    {
        var title = MetricCatalog.Find(series.Metric).Title;
        return series.Labels.Length == 0 ? title : withTitle ? $"{title} {LabelText(series)}" : LabelText(series);
    }

    private static string LabelText(SeriesEntry series) => string.Join(' ', LabelSet.Parse(series.Labels).Select(l => l.Value));
}
