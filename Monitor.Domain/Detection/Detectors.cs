using Monitor.Domain.Detection.Classical;
using Monitor.Domain.Detection.Series;

namespace Monitor.Domain.Detection;

/// <summary>The detectors of one series that can be chosen, by name.</summary>
public static class Detectors
{
    private static readonly (string Name, Func<DetectionPreset, IAnomalyDetector> Make)[] Table =
    [
        (SeriesDetector.DetectorName, preset => new SeriesDetector(preset)),
        ("three_sigma", preset => new ThreeSigmaDetector(preset)),
        ("rolling_z", preset => new RollingZDetector(preset)),
        ("ewma", preset => new EwmaDetector(preset)),
        ("seasonal_z", preset => new SeasonalZDetector(preset)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(d => d.Name)];

    /// <summary>A new detector of that name; an <see cref="ArgumentException"/> lists those that there are.</summary>
    public static IAnomalyDetector Create(string name, DetectionPreset preset) =>
        Array.Find(Table, d => d.Name == name).Make?.Invoke(preset)
        ?? throw new ArgumentException($"There is no detector `{name}`. There are {string.Join(", ", Names)}.", nameof(name));
}
