using Monitor.Domain.Detection.Classical;
using Monitor.Domain.Detection.Series;
using Monitor.Domain.Forecasting;

namespace Monitor.Domain.Detection;

/// <summary>The detectors of one series that can be chosen, by name.</summary>
public static class Detectors
{
    private static readonly (string Name, Func<DetectionPreset, ValueRange?, IAnomalyDetector> Make)[] Table =
    [
        (SeriesDetector.DetectorName, (preset, range) => new SeriesDetector(preset, range)),
        ("three_sigma", (preset, _) => new ThreeSigmaDetector(preset)),
        ("rolling_z", (preset, _) => new RollingZDetector(preset)),
        ("ewma", (preset, _) => new EwmaDetector(preset)),
        ("seasonal_z", (preset, _) => new SeasonalZDetector(preset)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(d => d.Name)];

    /// <summary>A new detector of that name; an <see cref="ArgumentException"/> lists those that there are.</summary>
    /// <param name="range">The physical range of the values; those that know none of their own do without.</param>
    public static IAnomalyDetector Create(string name, DetectionPreset preset, ValueRange? range = null) =>
        Array.Find(Table, d => d.Name == name).Make?.Invoke(preset, range)
        ?? throw new ArgumentException($"There is no detector `{name}`. There are {string.Join(", ", Names)}.", nameof(name));
}
