using System.Buffers;
using System.Text;

namespace Monitor.Domain.Logs.Templates;

/// <summary>
/// Splits a line into words, with <c>&lt;*&gt;</c> where a word is surely of this one line: numbers, addresses, paths, names of files, what stands in quotes, the
/// value after <c>key=</c>. Punctuation around it stays; several in a row are one. Linear in the length of the text.
/// </summary>
public static class LogTokens
{
    public const string Wild = "<*>";

    /// <summary>Words that are looked at: what follows is one wildcard.</summary>
    public const int Most = 40;

    /// <summary>Characters of a word that may still be a constant.</summary>
    private const int LongestWord = 40;

    /// <summary>Characters of all words together, about.</summary>
    private const int LongestPattern = 280;

    private static readonly SearchValues<char> Inner = SearchValues.Create("0123456789@\\/$~");

    private static readonly SearchValues<char> Opening = SearchValues.Create("([{<=:,;|&#");

    private static readonly SearchValues<char> Closing = SearchValues.Create(")]}>,;:.!?|…");

    private static readonly string[] Verbs =
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "ALTER", "DROP", "SET", "BEGIN", "COMMIT", "ROLLBACK", "COPY", "VACUUM", "ANALYZE", "TRUNCATE", "MERGE", "CALL"];

    /// <param name="text">A cleaned line without the head of its protocol (time, host, program).</param>
    public static List<string> Of(ReadOnlySpan<char> text)
    {
        var tokens = new List<string>(16);
        var length = 0;
        for (var at = 0; at < text.Length;)
        {
            if (IsSpace(text[at]))
            {
                at++;
                continue;
            }

            if (tokens.Count == Most || length > LongestPattern)
            {
                Add(tokens, Wild);
                break;
            }

            if (at > 1 && tokens[^1].EndsWith(':') && IsStatement(text[at..]))
            {
                Add(tokens, Wild);
                break;
            }

            var end = EndOfWord(text, at);
            var word = Word(text[at..end]);
            length += word.Length + 1;
            Add(tokens, word);
            at = end;
        }

        return tokens;
    }

    /// <summary>Whether the word is a wildcard with nothing but punctuation around it.</summary>
    internal static bool IsWild(string token) => token.Contains(Wild, StringComparison.Ordinal) && !HasLetter(token);

    private static bool HasLetter(string token)
    {
        foreach (var c in token)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Databases log the statements of others: of those there are as many as one likes.</summary>
    private static bool IsStatement(ReadOnlySpan<char> text)
    {
        foreach (var verb in Verbs)
        {
            if (text.StartsWith(verb) && (text.Length == verb.Length || IsSpace(text[verb.Length]) || text[verb.Length] == ';'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is '\u240a' or '\u240d';

    private static void Add(List<string> tokens, string token)
    {
        if (tokens.Count > 0 && token.StartsWith(Wild, StringComparison.Ordinal) && IsWild(token) && IsWild(tokens[^1])
            && (tokens[^1].EndsWith(Wild, StringComparison.Ordinal) || tokens[^1].EndsWith(Wild + ",", StringComparison.Ordinal)))
        {
            tokens[^1] = string.Concat(tokens[^1].TrimEnd(','), token.AsSpan(Wild.Length));
            return;
        }

        tokens.Add(token);
    }

    /// <summary>To the next space that is in no quotes.</summary>
    private static int EndOfWord(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (at < text.Length && !IsSpace(text[at]))
        {
            if ((text[at] is '"' or '\'' or '`' || (text[at] == '<' && at == start)) && (at == start || !char.IsLetterOrDigit(text[at - 1])) && EndOfQuote(text, at) is var end and > 0)
            {
                at = end;
                continue;
            }

            at++;
        }

        return at;
    }

    /// <returns>Behind the closing quote; 0 where there is none.</returns>
    private static int EndOfQuote(ReadOnlySpan<char> text, int at)
    {
        var quote = text[at];
        for (var end = at + 1; end < text.Length; end++)
        {
            if (quote == '<' && (text[end] is '<' || end == at + 1 && !char.IsLetterOrDigit(text[end]) && text[end] != '_'))
            {
                return 0;
            }

            if (text[end] == '\\')
            {
                end++;
                continue;
            }

            var closes = text[end] == quote || (quote == '`' && text[end] == '\'') || (quote == '<' && text[end] == '>');
            if (closes && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1])))
            {
                return end + 1;
            }
        }

        return 0;
    }

    private static string Word(ReadOnlySpan<char> word)
    {
        if (word is ['<', .., '>'] || word.Length > 3 * LongestWord)
        {
            return Wild;
        }

        var start = 0;
        while (start < word.Length && Opening.Contains(word[start]))
        {
            start++;
        }

        var end = word.Length;
        while (end > start && Closing.Contains(word[end - 1]))
        {
            end--;
        }

        if (start == end)
        {
            return word.ToString();
        }

        var core = word[start..end];
        var sign = core.IndexOf('=');
        if (sign > 0 && IsName(core[..sign]))
        {
            return string.Concat(word[..(start + sign + 1)], Wild, word[end..]);
        }

        if (Index(core) is var index and > 0)
        {
            return string.Concat(word[..(start + index + 1)], Wild, word[end..]);
        }

        return IsVariable(core) ? string.Concat(word[..start], Wild, word[end..]) : word.ToString();
    }

    /// <returns>Where the bracket opens in <c>name[12</c>, the closing one being cut off already; 0 where it is something else.</returns>
    private static int Index(ReadOnlySpan<char> core)
    {
        var open = core.IndexOfAny('[', '(');
        return open > 0 && open < core.Length - 1 && !core[(open + 1)..].ContainsAnyExceptInRange('0', '9') && IsName(core[..open]) && !core[..open].ContainsAnyInRange('0', '9') ? open : 0;
    }

    private static bool IsName(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return !char.IsAsciiDigit(key[0]);
    }

    private static bool IsVariable(ReadOnlySpan<char> core)
    {
        if (core.Length > LongestWord || core[0] is '"' or '\'' or '`' || core.ContainsAny(' ', '\t') || core.ContainsAny(Inner))
        {
            return !IsPairOfWords(core);
        }

        // Names of files, hosts and classes: a dot between two letters.
        for (var at = core.IndexOf('.'); at > 0 && at + 1 < core.Length;)
        {
            if (core[at - 1] != '.' && char.IsLetter(core[at + 1]))
            {
                return core.Length > 4;
            }

            var next = core[(at + 1)..].IndexOf('.');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return core.Contains(':');
    }

    /// <summary>"read/write" is two words, "/etc/hosts" and "a/b/c" are paths.</summary>
    private static bool IsPairOfWords(ReadOnlySpan<char> core)
    {
        var slash = core.IndexOf('/');
        if (slash <= 0 || slash == core.Length - 1)
        {
            return false;
        }

        foreach (var c in core)
        {
            if (!char.IsAsciiLetter(c) && c is not ('/' or '-'))
            {
                return false;
            }
        }

        return core[(slash + 1)..].IndexOf('/') < 0;
    }
}
