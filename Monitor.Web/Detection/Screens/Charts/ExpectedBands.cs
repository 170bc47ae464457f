using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Detection.Replay;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Charts;

/// <summary>What was expected of a series over a range, by the detector that watches it.</summary>
public sealed class ExpectedBands(SeriesReplay replay, DetectionSettings settings)
{
    /// <summary>Null where the series is not watched, or is not there for the reader.</summary>
    public async Task<SeriesVerdicts?> ReadAsync(Actor actor, SeriesEntry series, TimeRange range, CancellationToken cancellationToken) =>
        (await settings.FreshAsync(cancellationToken)).WatchOf(series.HostId, series.Metric) is { } watch
            ? await ReadAsync(actor, series, range, watch.Detector, cancellationToken)
            : null;

    /// <summary>The same by the detector that found something; by the first of them where there is none of that name.</summary>
    public async Task<SeriesVerdicts?> ReadAsync(Actor actor, SeriesEntry series, TimeRange range, string detector, CancellationToken cancellationToken)
    {
        var name = Detectors.Names.Contains(detector) ? detector : Detectors.Names[0];
        return (await replay.RunAsync(actor, series.Id, range, [DetectorSource.Shipped(new SeriesWatch(name, DetectionPreset.Quiet), series.Metric)], cancellationToken))?[0];
    }
}
