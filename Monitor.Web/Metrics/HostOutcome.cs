namespace Monitor.Web.Metrics;

public enum HostResult
{
    Done,
    Invalid,
    Refused,
    NotFound,
    Conflict,
}

/// <summary>What became of a command on hosts, groups or keys; the message says what to do next. The id is that of what was made or changed.</summary>
public sealed record HostOutcome(HostResult Result, string Message, int Id = 0)
{
    public bool IsDone => Result == HostResult.Done;

    /// <summary>A secret that was made and is shown this once.</summary>
    public string? Secret { get; init; }

    public static HostOutcome Refused { get; } = new(HostResult.Refused, "Your role may not change hosts. Ask an administrator.");

    public static HostOutcome NotFound { get; } = new(HostResult.NotFound, "There is no such thing, or it is not yours to see. Look at the list again.");

    public static HostOutcome Done(int id, string message = "") => new(HostResult.Done, message, id);

    public static HostOutcome Invalid(string message) => new(HostResult.Invalid, message);

    public static HostOutcome Conflict(string message) => new(HostResult.Conflict, message);
}
