using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Hosts;

/// <summary>Reads the rows of several hosts at once, as few questions to the store as it takes.</summary>
public sealed class HostRows(HistoryReader histories, SeriesCatalog catalog)
{
    /// <summary>
    /// A column of means for each series in their order, NaN where there is no sample, and where the series is not there any more. Each series may come once.
    /// </summary>
    public async Task<IReadOnlyList<double[]>> ReadAsync(IReadOnlyList<int> seriesIds, TimeRange range, CancellationToken cancellationToken)
    {
        var rows = (int)((range.To - range.From) / HostGrid.Step);
        var columns = new Dictionary<int, double[]>();
        foreach (var some in seriesIds.Select(catalog.FindSeries).OfType<SeriesEntry>().Chunk(SeriesReader.MaximumSeries))
        {
            var means = await histories.ReadMeansAsync(some, range, HostGrid.Step, isForJob: true, cancellationToken);
            foreach (var (series, values) in some.Zip(means))
            {
                columns[series.Id] = values;
            }
        }

        return [.. seriesIds.Select(id => columns.TryGetValue(id, out var values) ? values : Nothing(rows))];
    }

    private static double[] Nothing(int rows)
    {
        var values = new double[rows];
        Array.Fill(values, double.NaN);
        return values;
    }
}
