using Monitor.Domain.Tickets.Knowledge;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>An article in a list.</summary>
public sealed record ArticleLine(int Id, string Title, ArticleState State, bool IsPublic, int? CategoryId, DateTimeOffset UpdatedAt, int HelpedCount)
{
    public string Category { get; init; } = "";
}

public sealed record ArticleListPage(IReadOnlyList<ArticleLine> Rows, int Total);

/// <summary>An article with everything that its page shows.</summary>
/// <param name="UpdatedAt">Also its version: whoever changes it says which one was looked at.</param>
public sealed record ArticleDetail(
    int Id, string Title, string Text, ArticleState State, bool IsPublic, int? CategoryId, DateTimeOffset UpdatedAt, int HelpedCount)
{
    public string Category { get; init; } = "";

    /// <summary>The ticket that it was made from; null also where this person may not see that one.</summary>
    public int? TicketNumber { get; init; }
}
