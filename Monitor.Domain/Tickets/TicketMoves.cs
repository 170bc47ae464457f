using Monitor.Domain.Access;

namespace Monitor.Domain.Tickets;

/// <summary>
/// The one table of state changes: from, to and who may. Those who work on tickets may do all of them; the requester may close a resolved ticket
/// of their own, and say for a while that it is not solved.
/// </summary>
public static class TicketMoves
{
    /// <summary>How long after it was solved the requester may reopen it; later a new ticket follows it.</summary>
    public static readonly TimeSpan ReopenWindow = TimeSpan.FromDays(14);

    private static readonly (TicketState From, TicketState To, bool ByRequester)[] Table =
    [
        (TicketState.New, TicketState.Open, false),
        (TicketState.New, TicketState.Pending, false),
        (TicketState.New, TicketState.Resolved, false),
        (TicketState.New, TicketState.Closed, false),
        (TicketState.Open, TicketState.Pending, false),
        (TicketState.Open, TicketState.Resolved, false),
        (TicketState.Open, TicketState.Closed, false),
        (TicketState.Pending, TicketState.Open, false),
        (TicketState.Pending, TicketState.Resolved, false),
        (TicketState.Pending, TicketState.Closed, false),
        (TicketState.Resolved, TicketState.Closed, true),
        (TicketState.Resolved, TicketState.Open, true),
        (TicketState.Closed, TicketState.Open, true),
    ];

    /// <summary>The states that this person may move the ticket to, in the order of the table.</summary>
    public static IReadOnlyList<TicketState> From(TicketState state, IReadOnlySet<string> permissions, bool isRequester) =>
        [.. Table.Where(m => m.From == state && Allows(m.ByRequester, permissions, isRequester)).Select(m => m.To)];

    public static bool Allows(TicketState from, TicketState to, IReadOnlySet<string> permissions, bool isRequester) =>
        Array.Exists(Table, m => m.From == from && m.To == to && Allows(m.ByRequester, permissions, isRequester));

    /// <summary>True when the table has the move at all, for whomever.</summary>
    public static bool Exists(TicketState from, TicketState to) => Array.Exists(Table, m => m.From == from && m.To == to);

    /// <summary>True when the requester can no longer say that it is not solved. Whoever works on tickets always can.</summary>
    public static bool IsTooLateToReopen(TicketState from, DateTimeOffset? resolvedAt, DateTimeOffset now) => IsDone(from) && now - resolvedAt > ReopenWindow;

    /// <summary>True for a ticket on which nobody has anything to do any more.</summary>
    public static bool IsDone(TicketState state) => state is TicketState.Resolved or TicketState.Closed;

    /// <summary>What the button says.</summary>
    public static string Verb(TicketState from, TicketState to) => to switch
    {
        TicketState.Open when from is TicketState.Resolved or TicketState.Closed => "Reopen",
        TicketState.Open => "Start work",
        TicketState.Pending => "Wait",
        TicketState.Resolved => "Resolve",
        TicketState.Closed => "Close",
        _ => to.ToString(),
    };

    private static bool Allows(bool byRequester, IReadOnlySet<string> permissions, bool isRequester) =>
        permissions.Contains(Permissions.TicketsWork) || (byRequester && isRequester && permissions.Contains(Permissions.PortalUse));
}
