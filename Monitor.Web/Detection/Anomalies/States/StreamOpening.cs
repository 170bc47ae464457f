using Monitor.Domain.Detection;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Takes up streams that are seen for the first time since the start: by their stored state and the ticks after it, where there is one.</summary>
internal sealed class StreamOpening(DetectorBank bank, SeriesCatalog catalog, DetectorSource source, StreamStates states, StreamReplay replay, StateSaving saving, ILogger<StreamOpening> logger)
{
    /// <summary>Streams that are read and replayed together.</summary>
    private const int AtOnce = 16;

    /// <param name="streams">Each with the time of its first live tick.</param>
    /// <param name="found">Takes what the replay says, some streams at a time.</param>
    public async Task OpenAsync(
        IReadOnlyList<(int StreamId, int HostId, DateTimeOffset Before)> streams, DetectionFacts facts, Action<List<SeriesTurn>> found, CancellationToken cancellationToken)
    {
        foreach (var some in streams.Chunk(AtOnce))
        {
            var stored = (await states.LoadAsync([.. some.Select(s => s.StreamId)], cancellationToken)).ToDictionary(s => s.StreamId);
            var opened = new List<(StreamDetectors Stream, DateTimeOffset Before)>();
            try
            {
                foreach (var (streamId, hostId, before) in some)
                {
                    var stream = stored.TryGetValue(streamId, out var state) ? Restore(state, hostId, facts) : new StreamDetectors(streamId, hostId);
                    bank.Add(stream);
                    opened.Add((stream, before));
                }

                Replace(opened, await ReplayAsync(opened, facts, found, cancellationToken));
            }
            catch
            {
                // Half replayed they would know less than what is stored: the next tick opens them again.
                opened.ForEach(o => bank.Drop(o.Stream));
                throw;
            }

            opened.ForEach(o => saving.Add(o.Stream));
        }
    }

    /// <summary>The streams whose detectors could not bear what was stored: the others do not wait for them.</summary>
    private async Task<HashSet<StreamDetectors>> ReplayAsync(
        List<(StreamDetectors Stream, DateTimeOffset Before)> opened, DetectionFacts facts, Action<List<SeriesTurn>> found, CancellationToken cancellationToken)
    {
        var (turns, broken) = (new List<SeriesTurn>(), new HashSet<StreamDetectors>());
        await replay.RunAsync([.. opened.Where(o => o.Stream.Watched > 0)], facts, Observe, cancellationToken);
        found(turns);
        return broken;

        void Observe(StreamDetectors stream, DateTimeOffset time, double[] values)
        {
            if (broken.Contains(stream))
            {
                return;
            }

            try
            {
                bank.Observe(stream, time, values, facts, turns);
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "The detectors of stream {StreamId} of host {HostId} failed at a stored tick and begin anew", stream.StreamId, stream.HostId);
                broken.Add(stream);
            }
        }
    }

    private void Replace(List<(StreamDetectors Stream, DateTimeOffset Before)> opened, HashSet<StreamDetectors> broken)
    {
        for (var i = 0; i < opened.Count; i++)
        {
            if (broken.Contains(opened[i].Stream))
            {
                bank.Drop(opened[i].Stream);
                opened[i] = (new StreamDetectors(opened[i].Stream.StreamId, opened[i].Stream.HostId), opened[i].Before);
                bank.Add(opened[i].Stream);
            }
        }
    }

    private StreamDetectors Restore(StoredState state, int hostId, DetectionFacts facts)
    {
        var stream = new StreamDetectors(state.StreamId, hostId);
        try
        {
            foreach (var series in StreamStateCodec.Read(state.State))
            {
                Restore(stream, series, facts);
            }

            stream.Through = stream.SavedThrough = state.Through;
        }
        catch (InvalidDataException broken)
        {
            logger.LogWarning(broken, "The detectors of stream {StreamId} of host {HostId} begin anew: their stored state cannot be read", state.StreamId, hostId);
            return new StreamDetectors(state.StreamId, hostId);
        }

        return stream;
    }

    private void Restore(StreamDetectors stream, SavedSeries saved, DetectionFacts facts)
    {
        if (catalog.FindStream(stream.StreamId)?.At(saved.Ordinal) is not { } series || facts.WatchOf(stream.HostId, series.Metric) is not { } watch
            || watch.Detector != saved.Detector || !bank.HasRoom(stream.Watched))
        {
            return;
        }

        var detector = source.New(watch, series.Metric);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(saved.State));
            detector.Load(reader);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or ArgumentException)
        {
            logger.LogWarning(broken, "The detector of {Metric} on host {HostId} begins anew: its stored state cannot be read", series.Metric, stream.HostId);
            return;
        }

        stream.Widen(saved.Ordinal + 1);
        stream.Set(saved.Ordinal, new SeriesPlace(SeriesStanding.Watched, detector, watch.Preset));
        if (saved.Open is { } open)
        {
            stream.Open[saved.Ordinal] = open;
        }
    }
}
