namespace Monitor.Domain.Tickets.Catalog;

/// <summary>A ticket to begin with: its fields filled in, and a list of things to do.</summary>
public sealed class TicketTemplate
{
    public const int NameLength = 100;
    public const int MostChecks = 50;

    public int Id { get; set; }

    public required string Name { get; set; }

    public TicketKind Kind { get; set; }

    public string Title { get; set; } = "";

    public string Description { get; set; } = "";

    public TicketLevel Impact { get; set; } = TicketLevel.Medium;

    public TicketLevel Urgency { get; set; } = TicketLevel.Medium;

    public int? CategoryId { get; set; }

    public int? TeamId { get; set; }

    public string[] Tags { get; set; } = [];

    /// <summary>The lines of the checklist, in order.</summary>
    public string[] Checks { get; set; } = [];

    /// <summary>Offered to everybody who opens a ticket, not only to those who work on them.</summary>
    public bool IsPublic { get; set; }

    public DateTimeOffset? RetiredAt { get; set; }
}

/// <summary>One line of a ticket's checklist.</summary>
public sealed class TicketCheck
{
    public const int TextLength = 300;

    public int Id { get; set; }

    public int TicketId { get; set; }

    public int Position { get; set; }

    public required string Text { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public int? DoneByUserId { get; set; }
}
