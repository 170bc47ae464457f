using Monitor.Domain.Metrics;

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
    /// <summary>After a conflict: what was done to the ticket since the person looked, oldest first.</summary>
    public IReadOnlyList<TicketNote> Since { get; init; } = [];

    /// <summary>The number of a ticket that the command made out of this one.</summary>
    public int? Made { get; init; }

    public bool IsDone => Result == TicketResult.Done;

    public static TicketOutcome Done(int number) => new(TicketResult.Done, "", number);

    public static TicketOutcome NotFound { get; } =
        new(TicketResult.NotFound, "There is no such ticket, or it is not yours to see. Look at the list of tickets.");

    public static TicketOutcome Conflict { get; } =
        new(TicketResult.Conflict, "Somebody else changed this ticket in the meantime. Look at what is there now and try again.");

    /// <summary>The second writer is told what the first one did; nothing is overwritten.</summary>
    public static TicketOutcome ConflictSince(IReadOnlyList<TicketNote> since) => since.Count == 0 ? Conflict : Conflict with
    {
        Message = $"This ticket was changed in the meantime, and nothing of yours was saved. {string.Join(" ", since.Select(e => $"{e.By}: {Cut(e.Text)}"))} Look at what is there now and try again.",
        Since = since,
    };

    public static TicketOutcome Refused(string what) => new(TicketResult.Refused, $"Your role may not {what}. Ask a lead or an administrator.");

    public static TicketOutcome Invalid(string message) => new(TicketResult.Invalid, message);

    private static string Cut(string text) => WholeText.Cut(text, 200);
}
