using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Ledger;
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

    public Task RefreshAsync(CancellationToken cancellationToken) => index.RefreshAsync(time.GetUtcNow(), cancellationToken);

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

            // Nearly every tick changes nothing, and is then judged without a task of its own.
            var plan = index.GetAsync(tick.StreamId, tick.HostId, tick.Values.Length, tick.Time, cancellationToken);
            Judge(plan.IsCompletedSuccessfully ? plan.Result : await plan, tick);
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
            await ledger.TakeAsync(_verdicts, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The steps are taken back, so that the next ticks try again: nothing is lost while the database is away.
            _places.ForEach(p => p.Stream.TakeBack(p.Index));
            logger.LogError(exception, "Could not write down {Count} verdicts, {Fingerprint} {Step} first; tried again with the next samples",
                _verdicts.Count, _verdicts[0].Fingerprint, _verdicts[0].Kind);
        }
        finally
        {
            _verdicts.Clear();
            _places.Clear();
            _hosts.Clear();
        }
    }
}
