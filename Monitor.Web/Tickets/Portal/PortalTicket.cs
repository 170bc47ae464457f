using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Portal;

/// <summary>Which of one's own tickets are shown.</summary>
public enum PortalShow
{
    /// <summary>What is being worked on.</summary>
    Open,
    Solved,
    All,
}

/// <summary>One of a person's own tickets.</summary>
/// <param name="IsUnrated">It was solved lately, and the person has not said how.</param>
/// <param name="IsAnswered">Somebody of the service desk has written to the person.</param>
public sealed record PortalTicket(int Number, string Title, TicketState State, PendingReason? PendingReason, DateTimeOffset UpdatedAt, bool IsUnrated, bool IsAnswered = false)
{
    public string Word => IsAnswered && State == TicketState.New ? "Answered" : PortalWords.State(State, PendingReason);
}

public sealed record PortalTickets(IReadOnlyList<PortalTicket> Rows, int Total);

/// <summary>States in words for people who do not work on tickets.</summary>
public static class PortalWords
{
    public static string State(TicketState state, PendingReason? reason) => (state, reason) switch
    {
        (TicketState.New, _) => "Received",
        (TicketState.Open, _) => "Being worked on",
        (TicketState.Pending, PendingReason.Customer) => "Waiting for your answer",
        (TicketState.Pending, PendingReason.Vendor) => "Waiting for a supplier",
        (TicketState.Pending, _) => "On hold",
        (TicketState.Resolved, _) => "Solved",
        _ => "Closed",
    };

    /// <summary>The kind of <c>StatusBadge</c> that goes with it.</summary>
    public static string Badge(TicketState state, PendingReason? reason) => (state, reason) switch
    {
        (TicketState.Pending, PendingReason.Customer) => "warning",
        (TicketState.Resolved or TicketState.Closed, _) => "good",
        _ => "info",
    };

    /// <summary>What a score is called.</summary>
    public static string Score(int score) => score switch
    {
        TicketRating.Best => "Very good",
        4 => "Good",
        3 => "All right",
        2 => "Poor",
        _ => "Bad",
    };
}
