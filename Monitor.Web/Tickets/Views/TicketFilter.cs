using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>The ready-made lists.</summary>
public enum TicketQueue
{
    All,

    /// <summary>Assigned to whoever looks.</summary>
    Mine,

    /// <summary>Of the teams of whoever looks.</summary>
    Team,
    Unassigned,

    /// <summary>A promise or a due date has passed, and it is not done.</summary>
    Late,

    /// <summary>A promise or a due date passes within <see cref="TicketFiltering.SoonWithin"/>.</summary>
    Soon,

    /// <summary>About a host.</summary>
    Hosts,
}

public enum TicketPersonKind
{
    Anybody,
    Nobody,

    /// <summary>Whoever looks: a view that is shared means somebody else for each of its readers.</summary>
    Me,
    One,
}

/// <summary>Whose tickets are asked for.</summary>
public readonly record struct TicketPerson(TicketPersonKind Kind, int Id = 0);

/// <summary>Which tickets are asked for. Null or empty means no limit.</summary>
public sealed record TicketFilter
{
    public TicketQueue Queue { get; init; }

    /// <summary>Null: not said, which is "not done" on screens and everything in the API.</summary>
    public IReadOnlyList<TicketState>? States { get; init; }

    public IReadOnlyList<TicketPriority> Priorities { get; init; } = [];

    public IReadOnlyList<TicketKind> Kinds { get; init; } = [];

    /// <summary>The category and all below it.</summary>
    public int? CategoryId { get; init; }

    public int? TeamId { get; init; }

    public TicketPerson Assignee { get; init; }

    public TicketPerson Requester { get; init; }

    public string Tag { get; init; } = "";

    public int? HostId { get; init; }

    public string Text { get; init; } = "";

    public DateTimeOffset? CreatedFrom { get; init; }

    public DateTimeOffset? CreatedTo { get; init; }

    public DateTimeOffset? UpdatedFrom { get; init; }

    public DateTimeOffset? UpdatedTo { get; init; }
}
