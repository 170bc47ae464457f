namespace Monitor.Web.Tickets.Editing;

/// <summary>What an edit changed, as it is gathered: the sentences of the entry, and the fields before and after for the audit.</summary>
internal sealed class EditNotes
{
    private readonly List<string> _sentences = [];

    public Dictionary<string, object?> Before { get; } = [];

    public Dictionary<string, object?> After { get; } = [];

    public bool IsEmpty => _sentences.Count == 0;

    public string Text => string.Join(" ", _sentences);

    /// <summary>Notes the change of one field; nothing where there is none.</summary>
    /// <returns>True when it is a change.</returns>
    public bool Add<T>(string field, T before, T after, string sentence)
    {
        if (EqualityComparer<T>.Default.Equals(before, after))
        {
            return false;
        }

        Before[field] = Plain(before);
        After[field] = Plain(after);
        _sentences.Add(sentence);
        return true;
    }

    private static object? Plain(object? value) => value is Enum named ? named.ToString() : value;
}
