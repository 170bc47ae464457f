namespace Monitor.Domain.Tickets.Knowledge;

public enum ArticleState
{
    Draft,
    Published,
    Archived,
}

/// <summary>A page of the knowledge base, in Markdown.</summary>
public sealed class Article
{
    public const int TitleLength = 300;

    /// <summary>A text comes from the browser in one message: twice, with three bytes for a character; it stays within what the server takes (192 KiB).</summary>
    public const int TextLength = 30_000;

    public int Id { get; set; }

    public required string Title { get; set; }

    public required string Text { get; set; }

    public ArticleState State { get; set; }

    /// <summary>Shown to everybody who can sign in, not only to those who work on tickets.</summary>
    public bool IsPublic { get; set; }

    public int? CategoryId { get; set; }

    /// <summary>The ticket that it was made from.</summary>
    public int? TicketId { get; set; }

    public int? AuthorUserId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>How often somebody said that it helped.</summary>
    public int HelpedCount { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}
