using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
using Monitor.Web.Hosting;
using Monitor.Web.Problems;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Judges committed ticks one after another, and hands what changes to the ledger: what a group of ticks tells goes there together. Not for two threads at
/// once.
/// </summary>
internal sealed class TickJudge(StreamIndex index, ProblemLedger ledger, TimeProvider time, ILogger<TickJudge> logger)
{
    /// <summary>So many verdicts are written down at once at most.</summary>
    private const int AtOnce = 200;

    private readonly List<Verdict> _verdicts = [];
    private readonly List<(StreamPlan Stream, int Index)> _places = [];
    private readonly HashSet<int> _hosts = [];
    private readonly HashSet<int> _failed = [];

    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        _failed.Clear();
        return index.RefreshAsync(time.GetUtcNow(), cancellationToken);
    }

    public async ValueTask JudgeAsync(IReadOnlyList<CommittedTick> group, CancellationToken cancellationToken)
    {
        foreach (var tick in group)
        {
            if (_verdicts.Count >= AtOnce || _hosts.Contains(tick.HostId))
            {
                // A step can be taken back once: what the host's last tick told must be written down before its next one is judged.
                await HandOnAsync(cancellationToken);
            }

            if (tick.ArrivedAt - tick.Time > BreachTracker.StaleAfter)
            {
                JudgeLate(tick);
                continue;
            }

            try
            {
                // Nearly every tick changes nothing, and is then judged without a task of its own.
                var plan = index.GetAsync(tick.StreamId, tick.HostId, tick.Values.Length, tick.Time, cancellationToken);
                Judge(plan.IsCompletedSuccessfully ? plan.Result : await plan, tick);
            }
            catch (Exception exception) when (exception is not OperationCanceledException && !DatabaseOutage.Is(exception))
            {
                // What one host does to its judge keeps no other from its own. Told once between two readings of the rules.
                if (_failed.Add(tick.HostId))
                {
                    logger.LogError(exception, "Could not judge a tick of host {HostId}; the others are judged", tick.HostId);
                }
            }
        }

        await HandOnAsync(cancellationToken);
    }

    private void Judge(StreamPlan stream, CommittedTick tick)
    {
        var now = stream.TimeOf(tick.Time.UtcTicks, tick.ArrivedAt.UtcTicks);
        if (!stream.Begin(now))
        {
            return;
        }

        for (var place = 0; (place = stream.Next(place, now, tick.Values, out var kind)) >= 0; place++)
        {
            _verdicts.Add(stream.At(place).Verdict(kind, now));
            _places.Add((stream, place));
            _hosts.Add(tick.HostId);
        }
    }

    private void JudgeLate(CommittedTick tick)
    {
        var (now, stream) = (tick.Time.UtcTicks, index.Find(tick.StreamId));
        for (var place = 0; stream is not null && (place = stream.NextLate(place, now, tick.Values)) >= 0; place++)
        {
            _verdicts.Add(stream.At(place).SeenLate(now, tick.Values[stream.OrdinalAt(place)]));
        }
    }

    private async Task HandOnAsync(CancellationToken cancellationToken)
    {
        if (_verdicts.Count == 0)
        {
            return;
        }

        try
        {
            if (await TryHandOnAsync(_verdicts, cancellationToken) is not { } failure)
            {
                return;
            }

            if (_verdicts.TrueForAll(v => v.HostId == _verdicts[0].HostId) || DatabaseOutage.Is(failure))
            {
                TakeBack(_verdicts, _places, failure);
                return;
            }

            // What cannot be written down of one host keeps nothing back of the others.
            foreach (var host in _verdicts.GroupBy(v => v.HostId))
            {
                if (await TryHandOnAsync([.. host], cancellationToken) is { } own)
                {
                    TakeBack([.. host], _places.Where(p => p.Stream.HostId == host.Key), own);
                }
            }
        }
        finally
        {
            _verdicts.Clear();
            _places.Clear();
            _hosts.Clear();
        }
    }

    private async Task<Exception?> TryHandOnAsync(IReadOnlyList<Verdict> verdicts, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.TakeAsync(verdicts, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception;
        }
    }

    /// <summary>The steps are taken back, so that the next ticks try again: nothing is lost while the database is away.</summary>
    private void TakeBack(IReadOnlyList<Verdict> verdicts, IEnumerable<(StreamPlan Stream, int Index)> places, Exception failure)
    {
        foreach (var (stream, place) in places)
        {
            stream.TakeBack(place);
        }

        logger.LogError(failure, "Could not write down {Count} verdicts, {Fingerprint} {Step} first; tried again with the next samples",
            verdicts.Count, verdicts[0].Fingerprint, verdicts[0].Kind);
    }
}
