namespace Monitor.Web.Forecasting;

public enum ForecastResult
{
    Done,
    Invalid,
    NotFound,
    Conflict,
}

/// <summary>What became of a command on forecasts and models; the message says what to do next.</summary>
public sealed record ForecastOutcome(ForecastResult Result, string Message = "")
{
    public bool IsDone => Result == ForecastResult.Done;

    /// <summary>How many forecasts it is about, where that is a number.</summary>
    public int Count { get; init; }

    public static ForecastOutcome NotFound { get; } =
        new(ForecastResult.NotFound, "There is no such thing, or it is not yours to see. Look at the list again.");

    public static ForecastOutcome Conflict { get; } =
        new(ForecastResult.Conflict, "Somebody else, or a training, changed this in the meantime. What is there now is shown; make your change again.");

    public static ForecastOutcome Invalid(string message) => new(ForecastResult.Invalid, message);

    public static ForecastOutcome Done(string message = "", int count = 0) => new(ForecastResult.Done, message) { Count = count };
}
