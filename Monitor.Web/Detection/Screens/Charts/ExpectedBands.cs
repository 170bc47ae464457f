using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Detection.Replay;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Charts;

/// <summary>What was expected of a series over a range, by the detector that watches it.</summary>
public sealed class ExpectedBands(SeriesReplay replay, DetectionFactsReader settings)
{
    /// <summary>Null where the series is not watched, or is not there for the reader.</summary>
    public async Task<SeriesVerdicts?> ReadAsync(Actor actor, SeriesEntry series, TimeRange range, CancellationToken cancellationToken) =>
        (await settings.FreshAsync(cancellationToken)).WatchOf(series.HostId, series.Metric) is { } watch
            ? await ReadAsync(actor, series, range, watch, cancellationToken)
            : null;

    /// <summary>The same by the detector that found something; by the one that watches the series where there is none of that name.</summary>
    public async Task<SeriesVerdicts?> ReadAsync(Actor actor, SeriesEntry series, TimeRange range, string detector, CancellationToken cancellationToken)
    {
        var watch = (await settings.FreshAsync(cancellationToken)).WatchOf(series.HostId, series.Metric);
        var name = Detectors.Names.Contains(detector) ? detector : watch?.Detector ?? Detectors.Names[0];
        return await ReadAsync(actor, series, range, new SeriesWatch(name, watch?.Preset ?? DetectionPreset.Quiet), cancellationToken);
    }

    private async Task<SeriesVerdicts?> ReadAsync(Actor actor, SeriesEntry series, TimeRange range, SeriesWatch watch, CancellationToken cancellationToken) =>
        (await replay.RunAsync(actor, series.Id, range, [DetectorSource.Shipped(watch, series.Metric)], cancellationToken))?[0];
}
