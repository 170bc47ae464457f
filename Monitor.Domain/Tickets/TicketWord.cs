namespace Monitor.Domain.Tickets;

/// <summary>A word that stands in the title of a ticket, in small letters: what a mistyped one may have meant.</summary>
public sealed class TicketWord
{
    public const int ShortestWord = 4;
    public const int LongestWord = 30;

    public required string Word { get; set; }

    /// <summary>The first ticket that brought it. Titles are read in the order of their ids, so the highest of all tells how far.</summary>
    public int TicketId { get; set; }
}
