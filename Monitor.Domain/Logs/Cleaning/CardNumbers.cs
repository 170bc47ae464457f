using System.Text;

namespace Monitor.Domain.Logs.Cleaning;

/// <summary>
/// Numbers of payment cards: 13 to 19 digits that begin as an issuer's do (ISO/IEC 7812) and whose check digit fits (Luhn), written in one or in groups. The last four
/// stay. Longer numbers, parts of words and times are none.
/// </summary>
internal static class CardNumbers
{
    private const int Shortest = 13;
    private const int Longest = 19;

    public static string Mask(string text)
    {
        StringBuilder? result = null;
        Span<int> places = stackalloc int[Longest];
        for (var at = NextDigit(text, 0); at >= 0;)
        {
            var count = Card(text, at, places, out var end);
            if (count > 0)
            {
                result ??= new StringBuilder(text);
                foreach (var place in places[..(count - 4)])
                {
                    result[place] = '*';
                }
            }

            at = NextDigit(text, end);
        }

        return result?.ToString() ?? text;
    }

    private static int NextDigit(string text, int from)
    {
        var at = text.AsSpan(from).IndexOfAnyInRange('0', '9');
        return at < 0 ? -1 : from + at;
    }

    /// <summary>The longest number that begins with the group of digits at a place: other numbers may stand before and behind it. How many digits it has; 0 for none.</summary>
    /// <param name="end">Behind the number, or behind the group where there is none.</param>
    private static int Card(string text, int start, Span<int> places, out int end)
    {
        var (count, groups, found, at, separator) = (0, 0, 0, start, '\0');
        end = -1;
        while (true)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            end = end < 0 ? at : end;
            if (count + at - digits > Longest)
            {
                return found;
            }

            for (; digits < at; digits++)
            {
                places[count++] = digits;
            }

            groups++;
            if (IsCard(text, start, at, places[..count], groups))
            {
                (found, end) = (count, at);
            }

            // One separator between two groups, always the same.
            if (at + 1 >= text.Length || text[at] is not (' ' or '-') || (separator != '\0' && separator != text[at]) || !char.IsAsciiDigit(text[at + 1]))
            {
                return found;
            }

            separator = text[at++];
        }
    }

    private static bool IsCard(string text, int start, int end, ReadOnlySpan<int> places, int groups)
    {
        if (places.Length is < Shortest or > Longest || !IsGrouped(places) || (start > 0 && IsPart(text[start - 1], groups)) || (end < text.Length && text[end] != '.' && IsPart(text[end], groups)))
        {
            return false;
        }

        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            return false;
        }

        return IsIssued(text, places) && Luhn(text, places);
    }

    /// <summary>A number in groups is no part of a longer word, whatever another number beside it is joined by.</summary>
    private static bool IsPart(char c, int groups) => char.IsLetterOrDigit(c) || c is '.' or '_' || (c == '-' && groups == 1);

    /// <summary>In one, in fours, or as 4-6-5 and 4-6-4.</summary>
    private static bool IsGrouped(ReadOnlySpan<int> places)
    {
        Span<int> groups = stackalloc int[Longest];
        var (number, size) = (0, 1);
        for (var i = 1; i < places.Length; i++)
        {
            if (places[i] == places[i - 1] + 1)
            {
                size++;
                continue;
            }

            groups[number++] = size;
            size = 1;
        }

        groups[number++] = size;
        return number == 1 || (number == 3 && groups[0] == 4 && groups[1] == 6) || (number > 3 && !groups[..(number - 1)].ContainsAnyExcept(4) && size <= 4);
    }

    private static bool IsIssued(string text, ReadOnlySpan<int> places)
    {
        var (length, start) = (places.Length, 0);
        foreach (var place in places[..4])
        {
            start = (start * 10) + text[place] - '0';
        }

        return start switch
        {
            >= 4000 and <= 4999 => length is 13 or 16 or 19,
            >= 5100 and <= 5599 or >= 2221 and <= 2720 or 6011 or >= 6440 and <= 6599 or >= 3528 and <= 3589 => length == 16,
            >= 3400 and <= 3499 or >= 3700 and <= 3799 => length == 15,
            >= 3000 and <= 3059 or >= 3600 and <= 3699 or >= 3800 and <= 3899 => length == 14,
            >= 6200 and <= 6299 => length >= 16,
            _ => false,
        };
    }

    private static bool Luhn(string text, ReadOnlySpan<int> places)
    {
        var sum = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var digit = text[places[^(i + 1)]] - '0';
            sum += i % 2 == 0 ? digit : (digit * 2 / 10) + (digit * 2 % 10);
        }

        return sum % 10 == 0;
    }
}
