using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Replay;

/// <summary>
/// Runs new detectors over the stored history of a series, a week before the range and the range itself: the band and the marks of a chart, and what a detector would
/// have said before it is switched on. Nothing is written. The history is read as means of even steps, so that it may differ by little from what was said live.
/// </summary>
public sealed class SeriesReplay(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, HistoryReader histories) : IDisposable
{
    /// <summary>A replay takes a part of a second of a core: so few run at once, the others wait their turn.</summary>
    private const int AtOnce = 2;

    private const int LooksApart = 500;

    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>One answer for each detector, in their order; null where the series is not there for the reader.</summary>
    public async Task<IReadOnlyList<SeriesVerdicts>?> RunAsync(
        Actor actor, int seriesId, TimeRange range, IReadOnlyList<IAnomalyDetector> detectors, CancellationToken cancellationToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await VisibleSeries.AreThereAsync(db, actor, null, seriesId, cancellationToken) || catalog.FindSeries(seriesId) is null)
            {
                return null;
            }
        }

        var grid = ReplayGrid.Of(range);
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var means = await histories.ReadMeansAsync([catalog.FindSeries(seriesId)!], new TimeRange(grid.From, grid.To), grid.Step, isForJob: false, cancellationToken);

            // Away from the screen's own thread, on which nothing else would be drawn meanwhile.
            return await Task.Run(() => detectors.Select(d => Run(d, grid, means[0], cancellationToken)).ToList(), cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private static SeriesVerdicts Run(IAnomalyDetector detector, ReplayGrid grid, double[] values, CancellationToken cancellationToken)
    {
        var points = new List<ReplayPoint>(values.Length - grid.FirstShown);
        for (var i = 0; i < values.Length; i++)
        {
            if (i % LooksApart == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var time = grid.Middle(i);
            var reading = double.IsNaN(values[i]) ? default : detector.Observe(time, values[i]);
            if (i >= grid.FirstShown)
            {
                points.Add(new ReplayPoint(time, values[i], reading));
            }
        }

        return new SeriesVerdicts(detector.Name, points, grid.Step);
    }

    public void Dispose() => _turns.Dispose();
}
