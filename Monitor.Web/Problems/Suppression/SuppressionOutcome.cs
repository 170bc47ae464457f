namespace Monitor.Web.Problems.Suppression;

public enum SuppressionResult
{
    Done,
    Invalid,
    Refused,
    NotFound,
    Conflict,
}

/// <summary>What became of a command on silences and maintenance; the messages say what to do next. The id is that of what was made or changed.</summary>
public sealed record SuppressionOutcome(SuppressionResult Result, IReadOnlyList<string> Messages, int Id = 0)
{
    public bool IsDone => Result == SuppressionResult.Done;

    public static SuppressionOutcome NotFound { get; } =
        new(SuppressionResult.NotFound, ["There is no such thing, or it is not yours to see. Look at the list again."]);

    public static SuppressionOutcome Conflict { get; } =
        new(SuppressionResult.Conflict, ["Somebody else changed this in the meantime. What is there now is shown; make your change again."]);

    public static SuppressionOutcome Done(int id) => new(SuppressionResult.Done, [], id);

    public static SuppressionOutcome Refused(string what) => new(SuppressionResult.Refused, [$"You may not {what}. Ask a lead or an administrator."]);

    public static SuppressionOutcome Invalid(params IReadOnlyList<string> messages) => new(SuppressionResult.Invalid, messages);
}
