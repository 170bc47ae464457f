using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets;

/// <summary>
/// What every change of a ticket brings along: which ticket, the key that the form or caller made (the same key twice is one effect), and the
/// version that the person was looking at (null: whatever is there now).
/// </summary>
public readonly record struct TicketCommand(int Number, Guid Key, uint? Version = null);

/// <summary>A ticket that a person opens.</summary>
public sealed record NewTicket(string Title, string Description, TicketPriority Priority, int? HostId, Guid Key);

/// <summary>A ticket that the ledger opens.</summary>
public sealed record TicketReport
{
    public required string Title { get; init; }

    public required string Text { get; init; }

    public required TicketPriority Priority { get; init; }

    public required int HostId { get; init; }

    public int? TeamId { get; init; }

    public required string Metric { get; init; }

    public double? Value { get; init; }

    public double? Limit { get; init; }
}
