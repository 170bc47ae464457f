using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>Makes the forecasts of one series out of its past. Knows no database.</summary>
internal sealed class SeriesRefresh(ForecastModels models, GridShape shape, DateTimeOffset now)
{
    /// <summary>What is full is at the end of its range.</summary>
    private const double Full = 100;

    /// <param name="isLimited">Whether it can be full.</param>
    public SeriesOutcome Run(ClaimedTask task, SeriesHistory history, DateTimeOffset gradedUntil, bool isLimited)
    {
        try
        {
            return Try(task, history, gradedUntil, isLimited);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One series that a model cannot do must not keep the others of its batch from theirs.
            return new SeriesOutcome(task, ForecastState.Failed, gradedUntil) { Failure = failure };
        }
    }

    private SeriesOutcome Try(ClaimedTask task, SeriesHistory history, DateTimeOffset gradedUntil, bool isLimited)
    {
        if (NewestOf(history) is not { } newest)
        {
            return new SeriesOutcome(task, ForecastState.Learning, gradedUntil);
        }

        if (history.End - newest > shape.Stale)
        {
            return new SeriesOutcome(task, ForecastState.Silent, gradedUntil);
        }

        var outlook = isLimited ? Look(task.SeriesId, history) : null;
        if (models.Run(task.Champion, history, shape.Steps) is not var (model, forecast))
        {
            return new SeriesOutcome(task, ForecastState.Learning, gradedUntil) { Outlook = outlook };
        }

        return new SeriesOutcome(task, ForecastState.Ready, gradedUntil)
        {
            Own = new MadeForecast(model.Name, model.Name == task.Champion ? task.ChampionRunId : null, forecast),
            Beside = Beside(task, history, model.Name), Outlook = outlook, History = history,
        };
    }

    /// <summary>The end of the last step that has a value; null without any.</summary>
    public static DateTimeOffset? NewestOf(SeriesHistory history) => history.LastKnown(0, history.Values.Length) is { } last ? history.EndOf(last) : null;

    /// <summary>The challenger costs as much as the champion, so that it forecasts only where a forecast is kept.</summary>
    private MadeForecast? Beside(ClaimedTask task, SeriesHistory history, string own) =>
        task.Challenger is { } challenger && challenger != own && models.Has(challenger) && shape.IsKept(history.End)
            && ForecastModels.Run(models.OrDefault(challenger), history, shape.Steps) is { } forecast
            ? new MadeForecast(challenger, task.ChallengerRunId, forecast)
            : null;

    private LimitOutlook Look(int seriesId, SeriesHistory history)
    {
        var outlook = Capacity.Look(history, Full);
        return new LimitOutlook
        {
            SeriesId = seriesId, Limit = Full, Reason = outlook.Reason, PerDay = outlook.PerDay, LookedAt = now,
            EarliestAt = history.End + outlook.Earliest, ExpectedAt = history.End + outlook.Expected, LatestAt = history.End + outlook.Latest,
        };
    }
}
