using Monitor.Domain.Problems.Judging;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Shows committed ticks to the detectors of their series, and has written down what they find. Not for two threads at once.</summary>
internal sealed class AnomalyJudge(
    DetectionFactsReader settings, DetectorBank bank, StreamOpening opening, StateSaving saving, SeriesMarks marks, LostEnds ends, ILogger<AnomalyJudge> logger)
{
    private readonly List<SeriesTurn> _turns = [];

    public async Task JudgeAsync(IReadOnlyList<CommittedTick> ticks, CancellationToken cancellationToken)
    {
        _turns.Clear();
        await marks.PrepareAsync(cancellationToken);
        var facts = await settings.FreshAsync(cancellationToken);
        if (Unknown(ticks) is { } unknown)
        {
            await opening.OpenAsync(unknown, facts, marks.Take, cancellationToken);
        }

        foreach (var tick in ticks)
        {
            if (!IsLate(tick) && bank.Find(tick.StreamId) is { } stream)
            {
                Observe(stream, tick, facts);
            }
        }

        // A state is written after the anomalies that it knows, also after their ends: what a crash takes is found again.
        var due = saving.TakeDue(_turns);
        marks.Take(_turns);
        var isWritten = await marks.WriteAsync(cancellationToken);
        await saving.SaveAsync(due, isWritten, cancellationToken);
        if (isWritten)
        {
            await ends.LookAsync(cancellationToken);
        }
    }

    /// <summary>At a clean stop.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (await marks.WriteAsync(cancellationToken))
        {
            await saving.SaveAllAsync(cancellationToken);
        }
    }

    private static bool IsLate(CommittedTick tick) => tick.ArrivedAt - tick.Time > BreachTracker.StaleAfter;

    private void Observe(StreamDetectors stream, CommittedTick tick, DetectionFacts facts)
    {
        try
        {
            bank.Observe(stream, tick.Time, tick.Values, facts, _turns);
            if (_turns.Count > 0)
            {
                marks.Take(_turns);
            }
        }
        catch (Exception broken)
        {
            // One series that its detector cannot bear is not to end the watch over all others.
            logger.LogError(broken, "The detectors of stream {StreamId} of host {HostId} failed and begin anew", stream.StreamId, stream.HostId);
            _turns.Clear();
            bank.Drop(stream);
            stream = new StreamDetectors(stream.StreamId, stream.HostId) { Through = tick.Time };
            bank.Add(stream);
            saving.Add(stream);
        }
    }

    /// <summary>Streams that are seen for the first time, with the first tick of each; nearly always null.</summary>
    private List<(int StreamId, int HostId, DateTimeOffset Before)>? Unknown(IReadOnlyList<CommittedTick> ticks)
    {
        Dictionary<int, (int StreamId, int HostId, DateTimeOffset Before)>? unknown = null;
        foreach (var tick in ticks)
        {
            if (!IsLate(tick) && bank.Find(tick.StreamId) is null)
            {
                (unknown ??= []).TryAdd(tick.StreamId, (tick.StreamId, tick.HostId, tick.Time));
            }
        }

        return unknown is null ? null : [.. unknown.Values];
    }
}
