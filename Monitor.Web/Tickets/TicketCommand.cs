using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets;

/// <summary>
/// What every change of a ticket brings along: which ticket, the key that the form or caller made (the same key twice is one effect), and the
/// version that the person was looking at (null: whatever is there now).
/// </summary>
/// <param name="Seen">The newest entry that the person was looking at: a refusal for a changed version tells what came after it.</param>
public readonly record struct TicketCommand(int Number, Guid Key, uint? Version = null, long? Seen = null);

/// <summary>
/// A ticket that a person opens. What is null is taken from the template, or is the usual. Whoever does not work on tickets says what is wrong, of which
/// kind and category it is; everything else of theirs is left aside.
/// </summary>
/// <param name="Priority">Set by hand; null: from impact and urgency.</param>
public sealed record NewTicket(string Title, string Description, TicketPriority? Priority, int? HostId, Guid Key)
{
    public TicketKind? Kind { get; init; }

    public TicketLevel? Impact { get; init; }

    public TicketLevel? Urgency { get; init; }

    public int? CategoryId { get; init; }

    /// <summary>The queue; null: that of the category.</summary>
    public int? TeamId { get; init; }

    /// <summary>Whose it is; null: of who opens it.</summary>
    public int? RequesterUserId { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Hosts beside the first one.</summary>
    public IReadOnlyList<int> MoreHostIds { get; init; } = [];

    /// <summary>What was typed into the fields of the category, by the field's id.</summary>
    public IReadOnlyDictionary<int, string> Fields { get; init; } = new Dictionary<int, string>();

    public int? TemplateId { get; init; }

    /// <summary>The person had the template in a form and sends what became of it: texts, category and, from who chooses one, team are meant as they are, empty ones too.</summary>
    public bool IsFinal { get; init; }

    /// <summary>An older ticket that goes on here; the two are linked.</summary>
    public int? FollowsNumber { get; init; }

    /// <summary>By which door it comes; null: the screen or the API. What comes by mail is not asked for fields.</summary>
    public TicketSource? Source { get; init; }
}

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
