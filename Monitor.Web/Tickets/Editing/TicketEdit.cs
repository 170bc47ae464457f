using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Editing;

/// <summary>A value that is given, where no value is a value too.</summary>
public readonly record struct SetTo<T>(T Value);

/// <summary>One tag more, or one less; nothing happens where that is so already.</summary>
public sealed record OneTag(string Text, bool IsAdded);

/// <summary>What of a ticket is to become otherwise, all at once; null leaves a field as it is.</summary>
public sealed record TicketEdit
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>The texts that the person began to write from: when somebody else wrote meanwhile, nothing is overwritten. Null: the command's version says it.</summary>
    public (string Title, string Description)? Began { get; init; }

    public TicketKind? Kind { get; init; }

    public TicketLevel? Impact { get; init; }

    public TicketLevel? Urgency { get; init; }

    /// <summary>By hand, until impact or urgency changes.</summary>
    public TicketPriority? Priority { get; init; }

    public SetTo<int?>? CategoryId { get; init; }

    /// <summary>The queue. An assignee who is not in the new team gives the ticket up.</summary>
    public SetTo<int?>? TeamId { get; init; }

    public SetTo<int?>? RequesterUserId { get; init; }

    public SetTo<DateTimeOffset?>? DueAt { get; init; }

    /// <summary>All of its tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The others stay.</summary>
    public OneTag? Tag { get; init; }

    /// <summary>All of its hosts, the first one first.</summary>
    public IReadOnlyList<int>? HostIds { get; init; }

    /// <summary>What was typed into fields of its category; empty takes a value away.</summary>
    public IReadOnlyDictionary<int, string>? Fields { get; init; }
}
