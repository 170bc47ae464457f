namespace Monitor.Domain.Detection;

/// <summary>How a series is watched: by which detector, how eagerly.</summary>
/// <param name="Detector">The detector's name.</param>
public readonly record struct SeriesWatch(string Detector, DetectionPreset Preset);
