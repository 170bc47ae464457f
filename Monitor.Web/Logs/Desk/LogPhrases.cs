namespace Monitor.Web.Logs.Desk;

/// <summary>The search for the lines of a template: what stands between its <c>&lt;*&gt;</c>, as phrases.</summary>
public static class LogPhrases
{
    private const string Wild = "<*>";

    public static string Of(string pattern)
    {
        var phrases = new List<string>();
        var length = 0;
        foreach (var phrase in pattern.Split(Wild).Select(Whole).Where(p => p.Any(char.IsLetterOrDigit)))
        {
            length += phrase.Length + 3;
            if (length > LogSearch.LongestWords)
            {
                break;
            }

            phrases.Add($"\"{phrase}\"");
        }

        return string.Join(' ', phrases);
    }

    /// <summary>Without signs at its ends, and without quotation marks, which would end the phrase; signs are spaces to a search.</summary>
    private static string Whole(string piece) => string.Join(' ', piece.Replace('"', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim(' ', '=', ':', ',', '(', ')', '[', ']', '.', ';', '-', '…');
}
