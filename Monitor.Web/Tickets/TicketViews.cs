using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Web.Tickets.Service;

namespace Monitor.Web.Tickets;

/// <summary>A ticket in a list.</summary>
public sealed record TicketLine(
    int Number, string Title, TicketState State, TicketPriority Priority, int? HostId, string? HostName, string? Assignee, string? Requester,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public int Id { get; init; }

    public TicketKind Kind { get; init; }

    public int? AssigneeUserId { get; init; }

    public int? TeamId { get; init; }

    public string? Team { get; init; }

    public int? CategoryId { get; init; }

    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>One line of a ticket's conversation and history.</summary>
public sealed record TicketLineEntry(
    long Id, DateTimeOffset At, string By, TicketEntryKind Kind, string Text, bool IsInternal, DateTimeOffset? EditedAt, int? SpentMinutes);

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

    public PendingReason? PendingReason { get; init; }

    public DateTimeOffset? PendingUntil { get; init; }

    public TicketLevel Impact { get; init; }

    public TicketLevel Urgency { get; init; }

    public TicketSource Source { get; init; }

    /// <summary>The path of its category; empty: it has none.</summary>
    public string Category { get; init; } = "";

    /// <summary>What the fields of its category hold, in the order in which they are asked for.</summary>
    public IReadOnlyList<TicketFieldView> Fields { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Hosts beside the first one.</summary>
    public IReadOnlyList<TicketHostView> MoreHosts { get; init; } = [];

    public IReadOnlyList<NamedPerson> Watchers { get; init; } = [];

    public IReadOnlyList<TicketCheckView> Checks { get; init; } = [];

    public TicketRelatives Relations { get; init; } = TicketRelatives.None;

    /// <summary>The newest entry that this person may read: a change that is based on it is refused with what came after.</summary>
    public long Seen => Entries.Count == 0 ? 0 : Entries[^1].Id;

    /// <summary>Its promises; for those who see internal notes.</summary>
    public IReadOnlyList<TicketClock> Clocks { get; init; } = [];

    /// <summary>What made it open still goes on.</summary>
    public bool StillFires { get; init; }

    /// <summary>The problems behind it, at most <see cref="TicketQueries.MembersShown"/> of <see cref="MemberCount"/>.</summary>
    public IReadOnlyList<TicketMember> Members { get; init; } = [];

    public int MemberCount { get; init; }

    public required IReadOnlyList<TicketLineEntry> Entries { get; init; }
}
