namespace Monitor.Domain.Logs.Templates;

/// <summary>Forms of which only the beginning is known: what follows has any length.</summary>
internal sealed class OpenForms
{
    /// <summary>The last word of their pattern.</summary>
    public const string End = "…";

    /// <summary>Constant words that a beginning has at least.</summary>
    private const int HeadWords = 3;

    /// <summary>So many forms with one beginning, of so many lengths, are arguments of one.</summary>
    private const int Forms = 8;

    private const int Lengths = 3;

    private readonly List<MinedTemplate> _all = [];

    public IReadOnlyList<MinedTemplate> All => _all;

    public MinedTemplate? Find(IReadOnlyList<string> words) => _all.Find(f => Begins(words, f.Words.AsSpan(..^1)));

    /// <param name="program">Whose form it is.</param>
    /// <param name="head">Its first words.</param>
    /// <param name="narrower">Open forms with a longer beginning, which are part of it now.</param>
    public MinedTemplate Add(string program, string[] head, out IReadOnlyList<MinedTemplate> narrower)
    {
        var within = _all.FindAll(f => Begins(f.Words, head));
        _all.RemoveAll(within.Contains);
        narrower = within;
        var open = new MinedTemplate(program, [.. head, End]);
        _all.Add(open);
        return open;
    }

    /// <summary>The longest beginning of the new form that so many others share, that what follows it must be arguments; null where there is none.</summary>
    public string[]? HeadOf(string[] words, IEnumerable<MinedTemplate> forms)
    {
        if (Constants(words, words.Length) < HeadWords)
        {
            return null;
        }

        var near = forms.Where(f => f.Words[0] == words[0] && f.Words.Length > HeadWords).ToList();
        for (var length = words.Length - 1; length >= HeadWords && near.Count >= Forms; length--)
        {
            var head = words[..length];
            if (Constants(head, length) < HeadWords)
            {
                return null;
            }

            var same = near.FindAll(f => Begins(f.Words, head));
            if (same.Count >= Forms && same.DistinctBy(f => f.Words.Length).Count() >= Lengths)
            {
                return head;
            }
        }

        return null;

        static int Constants(string[] words, int length) => words.Take(length).Count(w => w.Any(char.IsLetter));
    }

    public static bool Begins(IReadOnlyList<string> words, ReadOnlySpan<string> head)
    {
        if (words.Count <= head.Length)
        {
            return false;
        }

        for (var i = 0; i < head.Length; i++)
        {
            if (!string.Equals(words[i], head[i], StringComparison.Ordinal) && head[i] != LogTokens.Wild)
            {
                return false;
            }
        }

        return true;
    }
}
