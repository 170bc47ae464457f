namespace Monitor.Domain.Tickets.Catalog;

public enum TicketFieldKind
{
    Text,
    Number,
    Choice,
    Date,
}

/// <summary>A field that tickets of one category, and of all below it, have beside those of every ticket.</summary>
public sealed class TicketField
{
    public const int NameLength = 100;
    public const int ValueLength = 2000;
    public const int MostChoices = 100;

    public int Id { get; set; }

    /// <summary>Null: tickets of every category and of none.</summary>
    public int? CategoryId { get; set; }

    public required string Name { get; set; }

    public TicketFieldKind Kind { get; set; }

    /// <summary>What can be chosen, for <see cref="TicketFieldKind.Choice"/>.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>Asked for when a person opens a ticket.</summary>
    public bool IsRequired { get; set; }

    public int Position { get; set; }

    public DateTimeOffset? RetiredAt { get; set; }
}

/// <summary>The value of one field of one ticket: text as typed, number in invariant notation, choice, or date as yyyy-MM-dd.</summary>
public sealed class TicketFieldValue
{
    public int TicketId { get; set; }

    public int FieldId { get; set; }

    public required string Value { get; set; }
}
