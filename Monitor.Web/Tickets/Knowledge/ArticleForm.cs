using Monitor.Domain.Tickets.Knowledge;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>An article as somebody writes it.</summary>
public sealed record ArticleForm(string Title, string Text, ArticleState State, bool IsPublic, int? CategoryId)
{
    public static ArticleForm Of(ArticleDetail article) => new(article.Title, article.Text, article.State, article.IsPublic, article.CategoryId);

    /// <summary>What somebody else saved meanwhile, with what this form changes of what both began with: a field that was not touched becomes theirs.</summary>
    public ArticleForm Onto(ArticleForm theirs, ArticleForm began) => new(
        Title == began.Title ? theirs.Title : Title, Text == began.Text ? theirs.Text : Text, State == began.State ? theirs.State : State,
        IsPublic == began.IsPublic ? theirs.IsPublic : IsPublic, CategoryId == began.CategoryId ? theirs.CategoryId : CategoryId);
}

/// <summary>What became of a command on an article.</summary>
public sealed record ArticleOutcome(TicketResult Result, string Message, int Id = 0)
{
    public bool IsDone => Result == TicketResult.Done;

    public static ArticleOutcome Done(int id) => new(TicketResult.Done, "", id);

    public static ArticleOutcome Invalid(string message) => new(TicketResult.Invalid, message);

    public static ArticleOutcome NotFound { get; } =
        new(TicketResult.NotFound, "There is no such article, or it is not for you to read. Look at the knowledge base.");

    /// <param name="by">Who wrote it.</param>
    public static ArticleOutcome Conflict(string by) =>
        new(TicketResult.Conflict, $"{by} changed this article meanwhile, and nothing of yours was saved. Look at what is there now, put both together and save again.");
}
