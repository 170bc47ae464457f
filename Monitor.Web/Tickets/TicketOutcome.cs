namespace Monitor.Web.Tickets;

public enum TicketResult
{
    Done,
    Invalid,
    Refused,
    NotFound,

    /// <summary>Somebody else changed it in the meantime.</summary>
    Conflict,
}

/// <summary>What became of a command: expected outcomes are values, with a sentence that says what to do next.</summary>
public sealed record TicketOutcome(TicketResult Result, string Message, int Number = 0)
{
    public bool IsDone => Result == TicketResult.Done;

    public static TicketOutcome Done(int number) => new(TicketResult.Done, "", number);

    public static TicketOutcome NotFound { get; } =
        new(TicketResult.NotFound, "There is no such ticket, or it is not yours to see. Look at the list of tickets.");

    public static TicketOutcome Conflict { get; } =
        new(TicketResult.Conflict, "Somebody else changed this ticket in the meantime. Look at what is there now and try again.");

    public static TicketOutcome Refused(string what) => new(TicketResult.Refused, $"Your role may not {what}. Ask a lead or an administrator.");

    public static TicketOutcome Invalid(string message) => new(TicketResult.Invalid, message);
}
