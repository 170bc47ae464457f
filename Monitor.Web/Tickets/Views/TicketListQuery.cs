using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>Everything that a list of tickets is asked for: its address says all of it.</summary>
public sealed record TicketListQuery
{
    public static IReadOnlyList<TicketState> NotDone { get; } = [TicketState.New, TicketState.Open, TicketState.Pending];

    public TicketFilter Filter { get; init; } = new();

    public TicketSort Sort { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>As screens read it: without a state it is what is not done, and the list by host is sorted by host.</summary>
    public TicketListQuery ForScreen() => this with
    {
        Filter = Filter with { States = Filter.States ?? NotDone },
        Sort = Sort == TicketSort.Usual && Filter.Queue == TicketQueue.Hosts && Filter.Text.Length == 0 ? TicketSort.Host : Sort,
    };
}
