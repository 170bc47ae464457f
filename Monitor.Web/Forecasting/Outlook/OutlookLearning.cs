using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Forecasting.Outlook;

/// <summary>Why nothing is drawn ahead, in words: how much history is missing, or what else is the matter. A line is never made up.</summary>
public sealed class OutlookLearning(ForecastModels models)
{
    public (string Title, string Text) Of(OutlookView view) => view.State switch
    {
        ForecastState.Silent => ("Nothing came of late", $"The newest value is {Age(view)} old. It is forecast again as soon as values come."),
        ForecastState.Failed => ("The model could not forecast this", "It tries again as planned; the administrator finds the reason in the product's own logs."),
        _ => Learning(view),
    };

    /// <summary>Null where it is drawn when it will be full.</summary>
    public static (string Title, string Text)? OfFull(OutlookView view) => view.Full switch
    {
        null => ("Not looked at yet", "Once an hour it is looked when this will be full."),
        { ExpectedAt: not null } => null,
        { Reason: CapacityReason.Learning } => ("Still learning", $"Two days of history are the minimum; {ValueText.Duration(view.History.Step * view.KnownValues)} are there."),
        { Reason: CapacityReason.Reached } => ("It is full", "The limit is reached already."),
        { Reason: CapacityReason.Sawtooth } => ("It will not be full", "It goes up and down and comes back, as with logs that are rotated."),
        { Reason: CapacityReason.Dropped } => ("No outlook for now", "It fell clearly a short while ago, so that what grew before counts no more."),
        _ => ("It will not be full", "As it looks now the limit is not reached within 90 days."),
    };

    private (string Title, string Text) Learning(OutlookView view)
    {
        var (known, wanted) = (view.KnownValues, models.Default.MinimumValues);
        var step = ValueText.Duration(view.History.Step);
        return known >= wanted ? ("Still learning", $"{known} values of {step} each are there: the first forecast is made next.")
            : ("Still learning", $"{known} of {wanted} values of {step} each are there; about {ValueText.Duration(view.History.Step * (wanted - known))} more are needed. Until then nothing is made up.");
    }

    private static string Age(OutlookView view) => view.Newest is { } newest ? ValueText.Duration(view.History.End - newest.At) : "older than what is looked at";
}
