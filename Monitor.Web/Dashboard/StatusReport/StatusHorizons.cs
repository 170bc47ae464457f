using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>CPU, memory and the fullest disks of one host at all horizons, each by its own series.</summary>
public sealed class StatusHorizons(ForecastReader forecasts, SeriesCatalog catalog, LatestValues latest, PackText text)
{
    private const string Disk = "disk.used_percent";
    private const int MostDisks = 3;

    /// <summary>Series of one metric that are looked at.</summary>
    private const int MostSeries = 50;

    private static readonly string[] Metrics = ["cpu.used_percent", "memory.used_percent", Disk];

    /// <returns>The series, and how many disks are left out.</returns>
    public async Task<(IReadOnlyList<StatusSeries> Series, int More)> ReadAsync(Actor actor, int hostId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (found, more) = (new List<StatusSeries>(), 0);
        foreach (var metric in Metrics)
        {
            var lines = await forecasts.LatestAsync(actor, new ForecastFilter(HostId: hostId, Metric: metric), MostSeries * GridShape.All.Count, cancellationToken);
            var series = lines.GroupBy(l => l.Series.SeriesId).Select(g => (Group: g, Now: NowOf(g.Key, now)))
                .OrderByDescending(s => s.Now ?? double.MinValue).ThenBy(s => s.Group.Key).ToList();
            var most = metric == Disk ? MostDisks : 1;
            found.AddRange(series.Take(most).Select(s => Of([.. s.Group], s.Now, now)));
            more += metric == Disk ? Math.Max(0, series.Count - most) : 0;
        }

        return (found, more);
    }

    private StatusSeries Of(IReadOnlyList<LatestForecast> lines, double? current, DateTimeOffset now)
    {
        var (series, values) = (lines[0].Series, ForecastReader.HorizonsOf(lines, now));
        var (unit, states) = (MetricCatalog.Find(series.Metric).Unit, lines.ToDictionary(l => l.Grid, l => l.State));
        return new StatusSeries(series.SeriesId, text.Of(ProblemSentence.Subject(series.Metric, series.Labels), 200), unit,
        [
            .. ForecastHorizons.All.Select(h =>
            {
                var value = values.FirstOrDefault(v => v.Horizon.Code == h.Code);
                var missing = value is not null ? "" : ForecastWords.Missing(states.TryGetValue(h.Grid, out var state) ? state : null);
                return new StatusHorizon(h.Name, h.Title, h.IsStretch, GridShape.Of(h.Grid).Step, missing)
                {
                    At = value?.At, Value = value?.Value, Low80 = value?.Low80, High80 = value?.High80, Low95 = value?.Low95, High95 = value?.High95,
                    Sureness = value is null ? "" : ForecastWords.Sureness(value.Value, value.Low80, value.High80, unit),
                };
            }),
        ]) { Now = current };
    }

    /// <summary>Null where nothing came of late.</summary>
    private double? NowOf(int seriesId, DateTimeOffset now) =>
        catalog.FindSeries(seriesId) is { } series && latest.Of(series) is { } newest && now - newest.Time <= FleetBoard.ActiveWithin ? newest.Value : null;
}
