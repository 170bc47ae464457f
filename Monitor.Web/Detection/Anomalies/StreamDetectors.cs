using Monitor.Domain.Detection;

namespace Monitor.Web.Detection;

/// <summary>The detectors of one stream, one for each ordinal that is watched, and the anomalies that go on. For one thread.</summary>
internal sealed class StreamDetectors(int streamId, int hostId)
{
    private SeriesPlace[] _places = [];

    public int StreamId { get; } = streamId;

    public int HostId { get; } = hostId;

    /// <summary>The time of the last tick that was taken.</summary>
    public DateTimeOffset Through { get; set; } = DateTimeOffset.MinValue;

    /// <summary>When its state was written down last; what came after is not in it.</summary>
    public DateTimeOffset SavedThrough { get; set; } = DateTimeOffset.MinValue;

    /// <summary>By what it was last found out which of its series are watched.</summary>
    public DetectionFacts? By { get; set; }

    /// <summary>The version of the labels that its thresholds are of.</summary>
    public int LabelVersion { get; set; }

    /// <summary>Anomalies that go on, by ordinal; nearly always none.</summary>
    public SortedList<int, OpenAnomaly> Open { get; } = new(0);

    public int Watched { get; private set; }

    public int LeftOut { get; private set; }

    public int Length => _places.Length;

    public ref readonly SeriesPlace this[int ordinal] => ref _places[ordinal];

    /// <summary>Makes place for so many ordinals.</summary>
    public void Widen(int length)
    {
        if (length > _places.Length)
        {
            Array.Resize(ref _places, length);
        }
    }

    public void Set(int ordinal, SeriesPlace place)
    {
        var before = _places[ordinal];
        Watched += (place.Detector is null ? 0 : 1) - (before.Detector is null ? 0 : 1);
        LeftOut += (place.Standing == SeriesStanding.LeftOut ? 1 : 0) - (before.Standing == SeriesStanding.LeftOut ? 1 : 0);
        _places[ordinal] = place;
    }
}

/// <summary>What is known of whether a series is watched.</summary>
internal enum SeriesStanding : byte
{
    /// <summary>It has not been seen, or its name is not known yet.</summary>
    Unseen,

    Watched,

    /// <summary>As people set it.</summary>
    NotWatched,

    /// <summary>There are more series than one server watches.</summary>
    LeftOut,
}

/// <summary>One ordinal of a stream: its detector where it is watched.</summary>
internal readonly record struct SeriesPlace(SeriesStanding Standing, IAnomalyDetector? Detector = null, DetectionPreset Preset = DetectionPreset.Quiet);
