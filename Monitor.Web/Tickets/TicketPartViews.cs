using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Web.Tickets;

/// <summary>A field of the ticket's category and what it holds; empty: nothing.</summary>
public sealed record TicketFieldView(int FieldId, string Name, TicketFieldKind Kind, IReadOnlyList<string> Choices, bool IsRequired, string Value)
{
    /// <summary>Tickets of its category have no such field (any more): what it holds is shown, and can only be taken away.</summary>
    public bool IsLeft { get; init; }
}

public sealed record TicketHostView(int HostId, string Name);

public sealed record TicketCheckView(int Id, string Text, DateTimeOffset? DoneAt, string? DoneBy);

/// <summary>Another ticket that this one has to do with.</summary>
public sealed record TicketReference(int Number, string Title, TicketState State);

/// <param name="IsFrom">True: this ticket names the other one; false: the other way round.</param>
public sealed record TicketLinkView(TicketReference Other, TicketLinkKind Kind, bool IsFrom);

/// <summary>The other tickets that this one has to do with, as far as this person may see them.</summary>
public sealed record TicketRelatives(
    TicketReference? Parent, IReadOnlyList<TicketReference> Children, IReadOnlyList<TicketLinkView> Links, IReadOnlyList<TicketReference> Merged)
{
    public static TicketRelatives None { get; } = new(null, [], [], []);

    /// <summary>The number of the ticket that this one was merged into, also when that one is not to be seen.</summary>
    public int? MergedInto { get; init; }

    public bool IsEmpty => Parent is null && MergedInto is null && Children.Count + Links.Count + Merged.Count == 0;
}
