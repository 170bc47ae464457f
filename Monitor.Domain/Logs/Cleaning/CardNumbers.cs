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
        Span<int> places = stackalloc int[Longest + 1];
        for (var at = NextDigit(text, 0); at >= 0;)
        {
            var end = Digits(text, at, places, out var count);
            if (IsCard(text, at, end, places[..Math.Min(count, Longest)], count))
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

    /// <summary>A run of digits, with one separator at most between two of them, always the same.</summary>
    private static int Digits(string text, int at, Span<int> places, out int count)
    {
        count = 0;
        var separator = '\0';
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                if (count < places.Length)
                {
                    places[count] = at;
                }

                count++;
                at++;
                continue;
            }

            var isBetween = text[at] is ' ' or '-' && (separator == '\0' || separator == text[at]) && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
            if (!isBetween || count > Longest)
            {
                break;
            }

            separator = text[at++];
        }

        return at;
    }

    private static bool IsCard(string text, int start, int end, ReadOnlySpan<int> places, int count)
    {
        if (count is < Shortest or > Longest || !IsGrouped(places) || (start > 0 && IsPart(text[start - 1])) || (end < text.Length && text[end] != '.' && IsPart(text[end])))
        {
            return false;
        }

        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            return false;
        }

        return IsIssued(text, places) && Luhn(text, places);
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '-';

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
