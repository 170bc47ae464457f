namespace Monitor.Web.Tickets.Service.Admin;

public enum SlaResult
{
    Done,
    Invalid,
    Refused,
    NotFound,
    Conflict,
}

/// <summary>What became of a command on calendars and policies; the messages say what to do next. The id is that of what was made or changed.</summary>
public sealed record SlaOutcome(SlaResult Result, IReadOnlyList<string> Messages, int Id = 0)
{
    public bool IsDone => Result == SlaResult.Done;

    public static SlaOutcome NotFound { get; } = new(SlaResult.NotFound, ["It is not there any more. Look at the list again."]);

    public static SlaOutcome Refused { get; } = new(SlaResult.Refused, ["Your role may not change what tickets promise. Ask an administrator."]);

    public static SlaOutcome Conflict { get; } =
        new(SlaResult.Conflict, ["Somebody else changed it in the meantime, and nothing of yours was saved. Look at what is there now in the list; saving again replaces it."]);

    public static SlaOutcome Done(int id) => new(SlaResult.Done, [], id);

    public static SlaOutcome Invalid(params IReadOnlyList<string> messages) => new(SlaResult.Invalid, messages);
}
