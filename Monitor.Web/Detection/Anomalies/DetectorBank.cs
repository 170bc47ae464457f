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
    SeriesCatalog catalog, IOptions<DetectionOptions> options, DetectorSource source, DetectionFigures figures, LabelFactors factors, ILogger<DetectorBank> logger)
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

        if (stream.LabelVersion != factors.Version)
        {
            Fit(stream);
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

            if (place.Detector is { } detector && detector.Observe(time, value, learn: !isPaused) is var reading && (reading.IsOnset || stream.Open.Count > 0))
            {
                Tell(stream, ordinal, time, value, reading, detector.Name, isPaused, turns);
            }
        }
    }

    /// <summary>Whether so many more series may be watched.</summary>
    public bool HasRoom(int more) => _watched + more < options.Value.MaxSeries;

    /// <summary>Anomalies of which nothing has come for so long are over: nothing more is known of them. True when there were any.</summary>
    public static bool EndSilent(StreamDetectors stream, DateTimeOffset before, List<SeriesTurn> turns)
    {
        var any = false;
        for (var i = stream.Open.Count - 1; i >= 0; i--)
        {
            if (stream.Open.Values[i].LastAt < before)
            {
                End(stream, stream.Open.Keys[i], turns);
                any = true;
            }
        }

        return any;
    }

    private void Tell(StreamDetectors stream, int ordinal, DateTimeOffset time, double value, in AnomalyReading reading, string detector, bool isPaused, List<SeriesTurn> turns)
    {
        var isNew = !stream.Open.TryGetValue(ordinal, out var open);
        if (open is null)
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
        TurnKind? kind = isNew ? TurnKind.Began : !reading.IsAnomalous ? TurnKind.Ended : grew ? TurnKind.Grew : null;
        if (kind is { } turn)
        {
            turns.Add(new(turn, stream.HostId, stream.StreamId, ordinal, time, value, reading, open, detector, isPaused));
        }
    }

    /// <summary>After people have said something of anomalies: what an alarm of each series wants now.</summary>
    private void Fit(StreamDetectors stream)
    {
        stream.LabelVersion = factors.Version;
        for (var ordinal = 0; ordinal < stream.Length; ordinal++)
        {
            if (stream[ordinal].Detector is { } detector && catalog.FindStream(stream.StreamId)?.At(ordinal) is { } series)
            {
                detector.ThresholdFactor = factors.OfSeries(series.Id);
            }
        }
    }

    private static void End(StreamDetectors stream, int ordinal, List<SeriesTurn> turns)
    {
        if (stream.Open.TryGetValue(ordinal, out var open))
        {
            stream.Open.Remove(ordinal);
            var detector = stream[ordinal].Detector?.Name ?? "";
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
            : new SeriesPlace(SeriesStanding.Watched, Fitted(source.New(watch, series.Metric), series.Id), watch.Preset);
        if (place.Standing == SeriesStanding.LeftOut && _leftOut == 0)
        {
            logger.LogWarning("{Count} series are watched for anomalies, as many as Detection:MaxSeries allows; no more are taken up", _watched);
        }

        Set(stream, ordinal, place);
        return place;
    }

    private IAnomalyDetector Fitted(IAnomalyDetector detector, int seriesId)
    {
        detector.ThresholdFactor = factors.OfSeries(seriesId);
        return detector;
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
