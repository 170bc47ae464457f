namespace Monitor.Web.Detection.Desk;

public enum AnomalyResult
{
    Done,
    Invalid,
    NotFound,
    Conflict,
}

/// <summary>What became of a command on anomalies, patterns and settings; the message says what to do next.</summary>
public sealed record AnomalyOutcome(AnomalyResult Result, string Message = "")
{
    public bool IsDone => Result == AnomalyResult.Done;

    public static AnomalyOutcome NotFound { get; } =
        new(AnomalyResult.NotFound, "There is no such thing, or it is not yours to see. Look at the list again.");

    public static AnomalyOutcome Conflict { get; } =
        new(AnomalyResult.Conflict, "Somebody else changed this in the meantime. What is there now is shown; make your change again.");

    public static AnomalyOutcome Invalid(string message) => new(AnomalyResult.Invalid, message);

    public static AnomalyOutcome Done(string message = "") => new(AnomalyResult.Done, message);
}
