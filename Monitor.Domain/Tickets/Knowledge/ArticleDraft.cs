using Monitor.Domain.Metrics;

namespace Monitor.Domain.Tickets.Knowledge;

/// <summary>What an article begins with that is made from a ticket: the question as it was asked, and the answer that solved it.</summary>
public static class ArticleDraft
{
    /// <summary>What is left of the text beside its headings.</summary>
    private const int Room = Article.TextLength - 100;

    /// <param name="answer">Empty: nobody has answered in public yet.</param>
    /// <returns>Markdown of at most <see cref="Article.TextLength"/> characters, for somebody to put into general words.</returns>
    public static string Of(string question, string answer)
    {
        var (asked, said) = (Or(question, "What is asked?"), Or(answer, "What helps?"));

        // Where both do not fit, each has at least half of the room.
        asked = Cut(asked, Math.Max(Room / 2, Room - said.Length));
        return $"## Question\n\n{asked}\n\n## Answer\n\n{Cut(said, Room - asked.Length)}\n";
    }

    private static string Or(string text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();

    /// <summary>Letters that are two characters are kept whole.</summary>
    private static string Cut(string text, int length) =>
        WholeText.Cut(text, length);
}
