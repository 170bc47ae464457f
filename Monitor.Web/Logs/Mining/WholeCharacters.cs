namespace Monitor.Web.Logs.Mining;

/// <summary>Cuts a text, never between the two halves of one character: the database takes no half.</summary>
internal static class WholeCharacters
{
    /// <summary>The first of it, at most so many characters (1 or more).</summary>
    public static string First(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
