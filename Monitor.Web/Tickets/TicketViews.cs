using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets;

/// <summary>A ticket in a list.</summary>
public sealed record TicketLine(
    int Number, string Title, TicketState State, TicketPriority Priority, int? HostId, string? HostName, string? Assignee, string? Requester,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>One line of a ticket's conversation and history.</summary>
public sealed record TicketLineEntry(long Id, DateTimeOffset At, string By, TicketEntryKind Kind, string Text, bool IsInternal);

/// <summary>That somebody acknowledged or snoozed a ticket.</summary>
public sealed record TicketHand(string By, string Note, DateTimeOffset Since, DateTimeOffset? Until);
/// <summary>A problem that shares a ticket, the first one first.</summary>
public sealed record TicketMember(int HostId, string HostName, string Summary, Severity Severity, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, bool IsFlapping);

/// <summary>A ticket with everything that its page shows.</summary>
public sealed record TicketDetail
{
    public required TicketLine Line { get; init; }

    public required string Description { get; init; }

    public required uint Version { get; init; }

    public int? AssigneeUserId { get; init; }

    public int? RequesterUserId { get; init; }

    public string? Metric { get; init; }

    public double? Value { get; init; }

    public double? Limit { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Null while nobody has, and when it is over.</summary>
    public TicketHand? Acknowledged { get; init; }

    /// <summary>Null while nobody has, and when it is over.</summary>
    public TicketHand? Snoozed { get; init; }

    /// <summary>What made it open still goes on.</summary>
    public bool StillFires { get; init; }

    /// <summary>The problems behind it, at most <see cref="TicketQueries.MembersShown"/> of <see cref="MemberCount"/>.</summary>
    public IReadOnlyList<TicketMember> Members { get; init; } = [];

    public int MemberCount { get; init; }

    public required IReadOnlyList<TicketLineEntry> Entries { get; init; }
}
