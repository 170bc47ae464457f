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
}
