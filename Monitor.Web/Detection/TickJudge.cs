using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Judges committed ticks one after another and hands what changes to the ledger. Not for two threads at once.</summary>
internal sealed class TickJudge(StreamIndex index, ProblemLedger ledger, ILogger<TickJudge> logger)
{
    public Task RefreshAsync(CancellationToken cancellationToken) => index.RefreshAsync(cancellationToken);

    /// <summary>Nearly every tick changes nothing, and is then judged without a task of its own.</summary>
    public ValueTask JudgeAsync(CommittedTick tick, CancellationToken cancellationToken)
    {
        if (tick.ArrivedAt - tick.Time > BreachTracker.StaleAfter)
        {
            return ValueTask.CompletedTask;
        }

        var stream = index.GetAsync(tick.StreamId, tick.HostId, tick.Values.Length, tick.Time, cancellationToken);
        return stream.IsCompletedSuccessfully ? JudgeAsync(stream.Result, 0, tick, cancellationToken) : BuiltAsync(stream, tick, cancellationToken);
    }

    private async ValueTask BuiltAsync(ValueTask<JudgedStream> stream, CommittedTick tick, CancellationToken cancellationToken) =>
        await JudgeAsync(await stream, 0, tick, cancellationToken);

    private ValueTask JudgeAsync(JudgedStream stream, int from, CommittedTick tick, CancellationToken cancellationToken)
    {
        var (watches, values) = (stream.Watches, tick.Values);
        for (var i = from; i < watches.Length; i++)
        {
            var watch = watches[i];
            if (watch.Ordinal < values.Length
                && watch.Tracker.Observe(watch.Threshold, tick.Time, tick.ArrivedAt, values[watch.Ordinal]) is var step and not BreachStep.Nothing)
            {
                return HandOnAsync(stream, i, step, tick, cancellationToken);
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask HandOnAsync(JudgedStream stream, int place, BreachStep step, CommittedTick tick, CancellationToken cancellationToken)
    {
        var watch = stream.Watches[place];
        await HandOnAsync(stream, watch, step, tick.Time, tick.Values[watch.Ordinal], cancellationToken);
        await JudgeAsync(stream, place + 1, tick, cancellationToken);
    }

    private async Task HandOnAsync(JudgedStream stream, WatchedSeries watch, BreachStep step, DateTimeOffset at, double value, CancellationToken cancellationToken)
    {
        var metric = watch.Rule.Rule.Definition.First.Metric;
        try
        {
            switch (step)
            {
                case BreachStep.Fired:
                    await ledger.OpenAsync(BreachOf(stream, watch, at, value), cancellationToken);
                    break;
                case BreachStep.Ended:
                    await ledger.EndAsync(watch.Fingerprint, at, $"{ProblemSentence.Ended(metric, watch.Labels, value)}.", value, cancellationToken);
                    break;
                case BreachStep.BeganToClear:
                    await ledger.MarkAsync(watch.Fingerprint, ProblemPhase.Clearing, ProblemSentence.Ended(metric, watch.Labels, value), value, cancellationToken);
                    break;
                case BreachStep.FiresAgain:
                    await ledger.MarkAsync(watch.Fingerprint, ProblemPhase.Firing, "Over the clear level again", value, cancellationToken);
                    break;
                default:
                    break;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The step is taken back, so that the next tick tries again: nothing is lost while the database is away.
            watch.Tracker.TakeBack();
            logger.LogError(exception, "Could not write down that {Fingerprint} {Step}; tried again with the next sample", watch.Fingerprint, step);
        }
    }

    private static Breach BreachOf(JudgedStream stream, WatchedSeries watch, DateTimeOffset at, double value)
    {
        var (rule, limit) = (watch.Rule.Rule, watch.Threshold.Limit);
        return new Breach
        {
            HostId = stream.HostId,
            RuleId = rule.Id,
            RuleKey = rule.Key,
            Metric = rule.Definition.First.Metric,
            Labels = watch.Labels,
            Severity = rule.Definition.Mildest.Severity,
            Value = value,
            Limit = limit,
            BeganAt = watch.Tracker.BeganAt,
            FiringAt = at,
            Summary = ProblemSentence.Opened(rule.Definition.First.Kind, rule.Definition.First.Metric, watch.Labels, value, limit),
            IsHostWish = watch.Rule.IsHostWish,
        };
    }
}
