namespace Monitor.Domain.Metrics;

/// <summary>Text without half of a character in it, which no database takes.</summary>
public static class WholeText
{
    /// <summary>False with a lone surrogate.</summary>
    public static bool Is(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first of a text, at most so many characters (1 or more), never half of one.</summary>
    public static string First(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>The same with a sign at its end that there was more; with it at most so many characters (2 or more).</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : First(text, most - 1) + "…";
}
