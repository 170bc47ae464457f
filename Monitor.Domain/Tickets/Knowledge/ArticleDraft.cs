namespace Monitor.Domain.Tickets.Knowledge;

/// <summary>What an article begins with that is made from a ticket: the question as it was asked, and the answer that solved it.</summary>
public static class ArticleDraft
{
    /// <param name="answer">Empty: nobody has answered in public yet.</param>
    /// <returns>Markdown of at most <see cref="Article.TextLength"/> characters, for somebody to put into general words.</returns>
    public static string Of(string question, string answer) =>
        $"## Question\n\n{Or(question, "What is asked?")}\n\n## Answer\n\n{Or(answer, "What helps?")}\n";

    private static string Or(string text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();
}
