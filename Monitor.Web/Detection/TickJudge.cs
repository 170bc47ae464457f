using Monitor.Domain.Problems;
using Monitor.Web.Problems;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>Judges committed ticks one after another and hands what changes to the ledger. Not for two threads at once.</summary>
internal sealed class TickJudge(StreamIndex index, ProblemLedger ledger, ILogger<TickJudge> logger)
{
    public Task RefreshAsync(CancellationToken cancellationToken) => index.RefreshAsync(cancellationToken);

    public async Task JudgeAsync(CommittedTick tick, CancellationToken cancellationToken)
    {
        if (tick.ArrivedAt - tick.Time > BreachTracker.StaleAfter)
        {
            return;
        }

        var stream = await index.GetAsync(tick.StreamId, tick.HostId, tick.Values.Length, tick.Time, cancellationToken);
        var watches = stream.Watches;
        for (var i = 0; i < watches.Length; i++)
        {
            var watch = watches[i];
            if (watch.Ordinal >= tick.Values.Length)
            {
                continue;
            }

            var value = tick.Values[watch.Ordinal];
            var step = watch.Tracker.Observe(watch.Threshold, tick.Time, tick.ArrivedAt, value);
            if (step != BreachStep.Nothing)
            {
                await HandOnAsync(stream, watch, step, tick.Time, value, cancellationToken);
            }
        }
    }

    private async Task HandOnAsync(JudgedStream stream, WatchedSeries watch, BreachStep step, DateTimeOffset at, double value, CancellationToken cancellationToken)
    {
        var metric = watch.Rule.Rule.Metric;
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
            Metric = rule.Metric,
            Labels = watch.Labels,
            Severity = rule.Severity,
            Value = value,
            Limit = limit,
            BeganAt = watch.Tracker.BeganAt,
            FiringAt = at,
            Summary = ProblemSentence.Opened(rule.Condition, rule.Metric, watch.Labels, value, limit),
            IsHostWish = watch.Rule.IsHostWish,
        };
    }
}
