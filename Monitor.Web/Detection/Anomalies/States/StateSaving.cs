using Npgsql;

namespace Monitor.Web.Detection;

/// <summary>
/// Writes down what detectors know, each stream every 15 minutes and not all at once, and everything at a clean stop. Streams that fell silent end their anomalies, and are
/// forgotten after a day: their state stays in the database.
/// </summary>
internal sealed class StateSaving(DetectorBank bank, StreamStates states, TimeProvider time, ILogger<StateSaving> logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    private const int AtOnce = 16;
    private const int MostInARow = 64;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Silent = TimeSpan.FromHours(1);
    private static readonly TimeSpan Gone = TimeSpan.FromHours(24);

    private readonly StreamStateCodec _codec = new();
    private readonly PriorityQueue<StreamDetectors, long> _due = new();
    private readonly List<StreamDetectors> _taken = [];
    private long _notBefore;

    /// <summary>Streams that are seen at one moment are not due at one moment.</summary>
    public void Add(StreamDetectors stream) => Enqueue(stream, Every * (0.5 + (stream.StreamId % 64 / 128.0)));

    /// <summary>
    /// Some of the streams that are due; what ended there by silence is added to the turns, and is to be written down before <see cref="SaveAsync(IReadOnlyList{StreamDetectors}, bool, CancellationToken)"/>.
    /// Those that were taken before, and for which that never came since something failed in between, are due again a minute later.
    /// </summary>
    public IReadOnlyList<StreamDetectors> TakeDue(List<SeriesTurn> turns)
    {
        PutBack(AfterFailure);
        var now = time.GetTimestamp();
        var some = new List<StreamDetectors>();
        while (now >= _notBefore && some.Count < MostInARow && _due.TryPeek(out var stream, out var due) && due <= now)
        {
            _due.Dequeue();
            _taken.Add(stream);
            if (bank.Find(stream.StreamId) == stream && !Leave(stream, turns))
            {
                some.Add(stream);
            }
        }

        return some;
    }

    /// <summary>Writes streams that were due.</summary>
    /// <param name="mayWrite">False: what their states hold is not written down yet, so that they wait too.</param>
    public async Task SaveAsync(IReadOnlyList<StreamDetectors> some, bool mayWrite, CancellationToken cancellationToken)
    {
        var isSaved = some.Count == 0 || (mayWrite && await SaveAsync(some, cancellationToken));
        PutBack(isSaved ? Every : AfterFailure);
        _notBefore = isSaved ? _notBefore : time.GetTimestamp() + Ticks(AfterFailure);
    }

    public async Task<bool> SaveAllAsync(CancellationToken cancellationToken) => await SaveAsync([.. bank.Streams], cancellationToken);

    /// <summary>False: not all could be written. They are later; until then they are older than they might be.</summary>
    private async Task<bool> SaveAsync(IReadOnlyList<StreamDetectors> streams, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var some in streams.Where(s => s.Through > s.SavedThrough).Chunk(AtOnce))
            {
                await states.SaveAsync([.. some.Select(s => new StoredState(s.StreamId, s.Through, _codec.Write(s)))], cancellationToken);
                foreach (var stream in some)
                {
                    stream.SavedThrough = stream.Through;
                }
            }

            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            logger.LogError(failure, "Could not write down what the detectors of some streams know; tried again later");
            return false;
        }
    }

    /// <summary>True when the stream is not followed any more.</summary>
    private bool Leave(StreamDetectors stream, List<SeriesTurn> turns)
    {
        var silentFor = time.GetUtcNow() - stream.Through;
        if (DetectorBank.EndSilent(stream, silentFor > Silent ? DateTimeOffset.MaxValue : stream.Through - Silent, turns))
        {
            // The state that is stored holds what has ended.
            stream.SavedThrough = DateTimeOffset.MinValue;
        }

        if (silentFor <= Gone || stream.SavedThrough < stream.Through)
        {
            return false;
        }

        bank.Drop(stream);
        return true;
    }

    /// <summary>But for those that are not followed any more.</summary>
    private void PutBack(TimeSpan wait)
    {
        foreach (var stream in _taken.Where(s => bank.Find(s.StreamId) == s))
        {
            Enqueue(stream, wait);
        }

        _taken.Clear();
    }

    private void Enqueue(StreamDetectors stream, TimeSpan wait) => _due.Enqueue(stream, time.GetTimestamp() + Ticks(wait));

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
