using System.Buffers;
using System.Globalization;
using System.Text;

namespace Monitor.Domain.Logs.Cleaning;

/// <summary>
/// Makes a line inert before it is kept: one line stays one line, nothing in it can steer a terminal or turn the writing around, and what was found is marked.
/// Control characters are shown as their pictures (<c>␛</c>, <c>␊</c>) or as <c>\x9b</c>. Cleaning twice changes nothing more. Linear in the length of the text;
/// a line of plain ASCII is given back as it is, without a copy.
/// </summary>
public static class LogCleaner
{
    /// <summary>Characters of a line that are kept when nobody says otherwise.</summary>
    public const int Most = 16 * 1024;

    private const char Replacement = '\uFFFD';

    /// <summary>Room that the note of a cut takes at most.</summary>
    private const int NoteLength = 40;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <param name="utf8">The line as bytes; what is not UTF-8 is replaced and marked.</param>
    /// <param name="most">Characters of the result, at least 80.</param>
    /// <param name="marks">What was found.</param>
    /// <param name="isJoined">Several lines that belong together: their breaks stay, and are not marked.</param>
    public static string Clean(ReadOnlySpan<byte> utf8, int most, out LogMarks marks, bool isJoined = false) =>
        Clean(Encoding.UTF8.GetString(utf8), most, out marks, isJoined);

    /// <inheritdoc cref="Clean(ReadOnlySpan{byte}, int, out LogMarks, bool)"/>
    /// <param name="text">The line; the break that ended it may still be there.</param>
    public static string Clean(string text, int most, out LogMarks marks, bool isJoined = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2 * NoteLength);
        marks = LogMarks.None;
        var length = WithoutEnd(text);
        var first = text.AsSpan(0, length).IndexOfAnyExcept(Plain);
        string clean;
        if (first < 0 && length <= most)
        {
            clean = length == text.Length ? text : text[..length];
        }
        else
        {
            var line = text.AsSpan(0, length);
            clean = (length <= most ? Rewrite(line, first < 0 ? length : first, most, isNoted: false, isJoined, ref marks) : null)
                ?? Rewrite(line, first < 0 ? length : first, most - NoteLength, isNoted: true, isJoined, ref marks)!;
            if (clean.Length == text.Length && marks == LogMarks.None && clean == text)
            {
                clean = text;
            }
        }

        marks |= InjectionScan.Find(clean);
        return clean;
    }

    /// <summary>Without the line's own end: breaks, and the one NUL with which some senders of syslog end their text.</summary>
    private static int WithoutEnd(string text)
    {
        var length = text.Length;
        if (length > 0 && text[length - 1] == '\0')
        {
            length--;
        }

        while (length > 0 && text[length - 1] is '\r' or '\n')
        {
            length--;
        }

        return length;
    }

    /// <param name="room">Characters that the result may have.</param>
    /// <param name="isNoted">Whether what does not fit is cut off, with a note behind it; else null tells that it does not fit.</param>
    private static string? Rewrite(ReadOnlySpan<char> text, int plain, int room, bool isNoted, bool isJoined, ref LogMarks marks)
    {
        var result = new StringBuilder(Math.Min(room, text.Length) + NoteLength);
        var at = Math.Min(plain, room);
        result.Append(text[..at]);
        while (at < text.Length)
        {
            var used = 1;
            var before = result.Length;
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                used = 2;
                AppendPair(result, text[at], text[at + 1], ref marks);
            }
            else
            {
                used = AppendOne(result, text[at..], at == 0, isJoined, ref marks);
            }

            if (result.Length > room)
            {
                if (!isNoted)
                {
                    return null;
                }

                marks |= LogMarks.TooLong;
                result.Length = before;
                return result.Append(CultureInfo.InvariantCulture, $"… [{text.Length - at} characters cut]").ToString();
            }

            at += used;
        }

        return result.ToString();
    }

    /// <summary>Tags hide ASCII in characters that no font draws.</summary>
    private static void AppendPair(StringBuilder result, char high, char low, ref LogMarks marks)
    {
        if (high == '\uDB40' && low <= '\uDC7F')
        {
            marks |= LogMarks.Control;
            result.Append(CultureInfo.InvariantCulture, $"\\u{{{char.ConvertToUtf32(high, low):x}}}");
            return;
        }

        result.Append(high).Append(low);
    }

    /// <returns>How many characters of the text were used.</returns>
    private static int AppendOne(StringBuilder result, ReadOnlySpan<char> text, bool isFirst, bool isJoined, ref LogMarks marks)
    {
        var c = text[0];
        switch (c)
        {
            case '\t':
                result.Append(c);
                return 1;
            case '\r' when isJoined && text.Length > 1 && text[1] == '\n':
            case '\uFEFF' when isFirst:
            case '\u200E' or '\u200F' or '\u061C':
                return 1;
            case '\n' when isJoined:
                result.Append(c);
                return 1;
            case '\r' or '\n' or '\u0085' or '\u2028' or '\u2029' or '\v' or '\f':
                marks |= LogMarks.LineBreak;
                break;
            case '\u001b' or '\u009b' or '\u009d' or '\u0090':
                marks |= LogMarks.Escape;
                break;
            case >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069':
                marks |= LogMarks.Direction;
                return 1;
            case < ' ' or >= '\u007f' and < '\u00a0':
                marks |= LogMarks.Control;
                break;
            case Replacement:
                marks |= LogMarks.BrokenText;
                result.Append(c);
                return 1;
            case >= '\uD800' and <= '\uDFFF':
                marks |= LogMarks.BrokenText;
                result.Append(Replacement);
                return 1;
            default:
                result.Append(c);
                return 1;
        }

        _ = c switch
        {
            < ' ' => result.Append((char)('\u2400' + c)),
            '\u007f' => result.Append('\u2421'),
            < '\u00a0' => result.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
            _ => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        };
        return 1;
    }
}
