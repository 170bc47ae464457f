using Monitor.Domain.Detection;
using Monitor.Web.Access;
using Monitor.Web.Detection.Replay;
using Monitor.Web.Store;

namespace Monitor.Web.Detection.Screens.Settings;

/// <summary>What one detector would have said.</summary>
public sealed record RehearsalLine(string Detector, DetectionPreset Preset, SeriesVerdicts Verdicts);

/// <summary>What each detector would have said of a series over the last 30 days, side by side.</summary>
public sealed class DetectorRehearsal(SeriesReplay replay, SeriesCatalog catalog, TimeProvider time)
{
    public static readonly TimeSpan Past = TimeSpan.FromDays(30);

    /// <summary>Each detector, quiet and sensitive.</summary>
    private static IEnumerable<(string Name, DetectionPreset Preset)> All =>
        Detectors.Names.SelectMany(name => new[] { (name, DetectionPreset.Quiet), (name, DetectionPreset.Sensitive) });

    /// <summary>Null where the series is not there for the reader.</summary>
    public async Task<IReadOnlyList<RehearsalLine>?> RunAsync(Actor actor, int seriesId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (catalog.FindSeries(seriesId) is not { } series)
        {
            return null;
        }

        var all = All.ToList();
        var detectors = all.ConvertAll(d => DetectorSource.Shipped(new SeriesWatch(d.Name, d.Preset), series.Metric));
        var verdicts = await replay.RunAsync(actor, seriesId, new TimeRange(now - Past, now), detectors, cancellationToken);
        return verdicts?.Zip(all, (v, d) => new RehearsalLine(d.Name, d.Preset, v)).ToList();
    }
}
