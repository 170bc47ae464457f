using Microsoft.Extensions.Options;
using Monitor.Domain.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// A detector for every series that is watched, made at its first value, by the stream that brings it. Bounded; what it looks at is in memory, and a tick that
/// changes nothing leaves nothing behind. For one thread.
/// </summary>
internal sealed class DetectorBank(
    SeriesCatalog catalog, IOptions<DetectionOptions> options, DetectorSource source, DetectionFigures figures, LabelLevels levels, ILogger<DetectorBank> logger)
{
    private readonly Dictionary<int, StreamDetectors> _streams = [];
    private int _watched;
    private int _leftOut;

    /// <summary>Series that are watched.</summary>
    public int Watched => _watched;

    public IReadOnlyCollection<StreamDetectors> Streams => _streams.Values;

    public StreamDetectors? Find(int streamId) => _streams.GetValueOrDefault(streamId);

    public void Add(StreamDetectors stream)
    {
        _streams.Add(stream.StreamId, stream);
        Count(stream.Watched, stream.LeftOut);
    }

    /// <summary>Its detectors are forgotten; it begins anew should it come again.</summary>
    public void Drop(StreamDetectors stream)
    {
        if (_streams.Remove(stream.StreamId))
        {
            Count(-stream.Watched, -stream.LeftOut);
        }
    }

    /// <summary>Takes the next tick of a stream; what is to be written down is added to the turns. A tick that is not after the last one changes nothing.</summary>
    public void Observe(StreamDetectors stream, DateTimeOffset time, double[] values, DetectionFacts facts, List<SeriesTurn> turns)
    {
        if (time <= stream.Through)
        {
            return;
        }

        if (!ReferenceEquals(stream.By, facts))
        {
            Align(stream, facts, turns);
        }

        stream.Widen(values.Length);
        stream.Through = time;
        var isPaused = facts.IsPaused(stream.HostId, time);
        for (var ordinal = 0; ordinal < values.Length; ordinal++)
        {
            var value = values[ordinal];
            if (!double.IsFinite(value))
            {
                continue;
            }

            var place = stream[ordinal];
            if (place.Standing == SeriesStanding.Unseen)
            {
                place = Take(stream, ordinal, facts);
            }

            if (place.Detector is { } detector && DetectorSource.TryObserve(detector, time, value, learn: !isPaused, out var reading) && (reading.IsOnset || stream.Open.Count > 0))
            {
                Tell(stream, ordinal, time, value, reading, detector.Name, isPaused, turns);
            }
        }
    }

    /// <summary>The places that a saved state was loaded into count from now on.</summary>
    public bool HasRoom(int more) => _watched + more < options.Value.MaxSeries;

    /// <summary>Anomalies that go on are over: nothing more is known of them.</summary>
    public static void EndAll(StreamDetectors stream, List<SeriesTurn> turns)
    {
        for (var i = stream.Open.Count - 1; i >= 0; i--)
        {
            End(stream, stream.Open.Keys[i], turns);
        }
    }

    private void Tell(StreamDetectors stream, int ordinal, DateTimeOffset time, double value, in AnomalyReading reading, string detector, bool isPaused, List<SeriesTurn> turns)
    {
        if (!stream.Open.TryGetValue(ordinal, out var open))
        {
            if (!reading.IsOnset)
            {
                return;
            }

            open = new OpenAnomaly { BeganAt = time };
            stream.Open.Add(ordinal, open);
        }
        else if (!reading.IsAnomalous)
        {
            stream.Open.Remove(ordinal);
        }

        var grew = open.Grow(time, reading);
        TurnKind? kind = null;
        if (!open.Counts && reading.IsAnomalous && Counts(stream, ordinal, open))
        {
            open.Counts = true;
            kind = TurnKind.Began;
        }
        else if (open.Counts && !reading.IsAnomalous)
        {
            kind = TurnKind.Ended;
        }
        else if (open.Counts && grew)
        {
            kind = TurnKind.Grew;
        }

        if (kind is { } turn)
        {
            turns.Add(new(turn, stream.HostId, stream.StreamId, ordinal, time, value, reading, open, detector, isPaused));
        }
    }

    /// <summary>Whether an anomaly is unusual enough to be told, by what people said of those of its series before.</summary>
    private bool Counts(StreamDetectors stream, int ordinal, OpenAnomaly open) =>
        catalog.FindStream(stream.StreamId)?.At(ordinal) is { } series && levels.OfSeries(series.Id) is var level && (level <= LabelLevels.Ordinary || open.Score >= level);

    private static void End(StreamDetectors stream, int ordinal, List<SeriesTurn> turns)
    {
        if (stream.Open.TryGetValue(ordinal, out var open))
        {
            stream.Open.Remove(ordinal);
            var detector = stream[ordinal].Detector?.Name ?? "";
            if (!open.Counts)
            {
                return;
            }

            turns.Add(new(TurnKind.Ended, stream.HostId, stream.StreamId, ordinal, stream.Through, double.NaN, default, open, detector, IsPaused: false));
        }
    }

    private SeriesPlace Take(StreamDetectors stream, int ordinal, DetectionFacts facts)
    {
        if (catalog.FindStream(stream.StreamId)?.At(ordinal) is not { } series)
        {
            return default;
        }

        var place = facts.WatchOf(stream.HostId, series.Metric) is not { } watch ? new SeriesPlace(SeriesStanding.NotWatched)
            : _watched >= options.Value.MaxSeries ? new SeriesPlace(SeriesStanding.LeftOut)
            : new SeriesPlace(SeriesStanding.Watched, source.New(watch, series.Metric), watch.Preset);
        if (place.Standing == SeriesStanding.LeftOut && _leftOut == 0)
        {
            logger.LogWarning("{Count} series are watched for anomalies, as many as Detection:MaxSeries allows; no more are taken up", _watched);
        }

        Set(stream, ordinal, place);
        return place;
    }

    /// <summary>After settings were read again: nearly always nothing has changed.</summary>
    private void Align(StreamDetectors stream, DetectionFacts facts, List<SeriesTurn> turns)
    {
        var before = stream.By;
        stream.By = facts;
        var isSame = before is not null && ReferenceEquals(before.Plan, facts.Plan) && before.GroupOf(stream.HostId) == facts.GroupOf(stream.HostId);
        for (var ordinal = 0; ordinal < stream.Length && !(isSame && stream.LeftOut == 0); ordinal++)
        {
            Align(stream, ordinal, facts, turns);
        }
    }

    private void Align(StreamDetectors stream, int ordinal, DetectionFacts facts, List<SeriesTurn> turns)
    {
        var place = stream[ordinal];
        if (place.Standing == SeriesStanding.Unseen || catalog.FindStream(stream.StreamId)?.At(ordinal) is not { } series)
        {
            return;
        }

        var watch = facts.WatchOf(stream.HostId, series.Metric);
        if (place.Detector is { } detector && watch is { } now && now.Detector == detector.Name)
        {
            if (now.Preset != place.Preset)
            {
                Set(stream, ordinal, place with { Detector = source.With(detector, now, series.Metric), Preset = now.Preset });
            }

            return;
        }

        End(stream, ordinal, turns);
        Set(stream, ordinal, watch is null ? new SeriesPlace(SeriesStanding.NotWatched) : HasRoom(0) ? default : place with { Standing = place.Detector is null ? SeriesStanding.LeftOut : SeriesStanding.Unseen, Detector = null });
    }

    private void Set(StreamDetectors stream, int ordinal, SeriesPlace place)
    {
        var (watched, leftOut) = (stream.Watched, stream.LeftOut);
        stream.Set(ordinal, place);
        Count(stream.Watched - watched, stream.LeftOut - leftOut);
    }

    private void Count(int watched, int leftOut)
    {
        _watched += watched;
        _leftOut += leftOut;
        figures.Series(_watched, _leftOut);
    }
}
