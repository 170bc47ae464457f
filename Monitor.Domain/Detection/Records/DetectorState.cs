namespace Monitor.Domain.Detection;

/// <summary>What the detectors of one stream know, as of one of its ticks: the ticks after it are replayed at the next start.</summary>
public sealed class DetectorState
{
    public int StreamId { get; set; }

    /// <summary>The time of the last tick that is in it.</summary>
    public DateTimeOffset Through { get; set; }

    public DateTimeOffset SavedAt { get; set; }

    /// <summary>The detectors' own form, with its version.</summary>
    public required byte[] State { get; set; }
}
