using System.Globalization;
using System.Text;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Logs.Syslog;

/// <summary>
/// Reads messages of syslog by RFC 5424 and by RFC 3164 and its relatives (a time in ISO 8601, no host, no priority). Whatever comes is a message: what cannot be
/// read stays in the text. Linear in the length; nothing is thrown.
/// </summary>
public static class SyslogParser
{
    private const string Unnamed = "syslog";
    private const int LongestName = 100;
    private const int LongestHost = 255;

    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <param name="message">One message without the framing of its transport.</param>
    /// <param name="now">The arrival: RFC 3164 has no year.</param>
    /// <param name="zone">In which RFC 3164 is written: it has no zone either.</param>
    public static SyslogMessage Parse(ReadOnlySpan<byte> message, DateTimeOffset now, TimeZoneInfo zone)
    {
        var text = Encoding.UTF8.GetString(message.TrimEnd("\r\n\0"u8));
        var rest = text.AsSpan();
        var priority = Priority(ref rest);
        var (facility, severity) = priority is { } p ? (p >> 3, (LogSeverity)(p & 7)) : ((int?)null, (LogSeverity?)null);
        if (priority is not null && rest.StartsWith("1 ") && Modern(rest[2..], facility, severity) is { } modern)
        {
            return modern;
        }

        var (host, time) = ((string?)null, Time(ref rest, now, zone));
        if (time is not null)
        {
            host = HostName(ref rest);
        }

        var (program, process) = Tag(ref rest);
        return new SyslogMessage(facility, severity, time, host, program ?? Unnamed, Body(program, process, rest));
    }

    private static int? Priority(ref ReadOnlySpan<char> rest)
    {
        var end = rest.Length > 0 && rest[0] == '<' ? rest[..Math.Min(rest.Length, 5)].IndexOf('>') : -1;
        if (end < 2 || !int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var priority) || priority > 191)
        {
            return null;
        }

        rest = rest[(end + 1)..];
        return priority;
    }

    /// <summary>RFC 5424, section 6: TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG.</summary>
    private static SyslogMessage? Modern(ReadOnlySpan<char> rest, int? facility, LogSeverity? severity)
    {
        if (!Word(ref rest, out var stamp) || !Word(ref rest, out var host) || !Word(ref rest, out var program) || !Word(ref rest, out var process)
            || !Word(ref rest, out _))
        {
            return null;
        }

        var time = Stamp(stamp);
        if (time is null && stamp is not "-")
        {
            return null;
        }

        var data = Data(rest);
        var body = rest[data..].TrimStart(' ').TrimStart('\uFEFF');
        var elements = rest[..data];
        var name = Known(program, LongestName);
        var text = Body(name, Known(process, LongestName), body);
        return new SyslogMessage(facility, severity, time, Known(host, LongestHost), name ?? Unnamed, elements is "-" or "" ? text : $"{text} {elements}".Trim());
    }

    /// <summary>A word up to the next blank, and the blank.</summary>
    private static bool Word(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        var end = rest.IndexOf(' ');
        word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return word.Length > 0;
    }

    private static string? Known(ReadOnlySpan<char> word, int most) => word is "-" or "" ? null : WholeText.First(word.ToString(), most);

    /// <summary>How long the structured data is: a dash, or elements in brackets whose values are quoted; 0 where it is neither.</summary>
    private static int Data(ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("-") && (rest.Length == 1 || rest[1] == ' '))
        {
            return 1;
        }

        var at = 0;
        while (at < rest.Length && rest[at] == '[')
        {
            var quoted = false;
            var end = at + 1;
            for (; end < rest.Length && (quoted || rest[end] != ']'); end++)
            {
                if (quoted && rest[end] == '\\')
                {
                    end++;
                }
                else if (rest[end] == '"')
                {
                    quoted = !quoted;
                }
            }

            if (end >= rest.Length)
            {
                return 0;
            }

            at = end + 1;
        }

        return at;
    }

    /// <summary>The time at the front, and the blank behind it: <c>Nov  8 07:06:05</c>, with a year or a part of a second too, or ISO 8601.</summary>
    private static DateTimeOffset? Time(ref ReadOnlySpan<char> rest, DateTimeOffset now, TimeZoneInfo zone)
    {
        var front = rest.TrimStart('*').TrimStart(' ');
        if (front.Length > 0 && char.IsAsciiDigit(front[0]))
        {
            var end = front.IndexOf(' ');
            if (end <= 0 || Stamp(front[..end]) is not { } stamp)
            {
                return null;
            }

            rest = front[(end + 1)..];
            return stamp;
        }

        var month = front.Length >= 15 ? Array.FindIndex(Months, new string(front[..3]).Equals) + 1 : 0;
        if (month == 0 || front[3] != ' ' || front[6] != ' ' || front[9] != ':' || front[12] != ':'
            || !int.TryParse(front[4..6].Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            || !Number(front[7..9], 23, out var hour) || !Number(front[10..12], 59, out var minute) || !Number(front[13..15], 60, out var second))
        {
            return null;
        }

        rest = front[15..];
        if (rest.Length > 1 && rest[0] is '.' or ',')
        {
            // The part of a second that some devices add.
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        rest = rest.TrimStart(':').TrimStart(' ');
        return Nearest(now, zone, month, day, new TimeSpan(hour, minute, Math.Min(second, 59)));
    }

    private static bool Number(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    /// <summary>In the year that brings it nearest to the arrival: around New Year that is not the year of the arrival.</summary>
    private static DateTimeOffset? Nearest(DateTimeOffset now, TimeZoneInfo zone, int month, int day, TimeSpan time)
    {
        DateTimeOffset? nearest = null;
        for (var year = now.Year - 1; year <= now.Year + 1; year++)
        {
            if (year < 1 || year > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month))
            {
                continue;
            }

            var local = new DateTime(year, month, day).Add(time);
            var at = new DateTimeOffset(local, zone.GetUtcOffset(local));
            if (nearest is null || (at - now).Duration() < (nearest.Value - now).Duration())
            {
                nearest = at;
            }
        }

        return nearest?.ToUniversalTime();
    }

    private static DateTimeOffset? Stamp(ReadOnlySpan<char> text) =>
        text.Length is >= 19 and <= 40 && text[4] == '-' && text[10] == 'T'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;

    /// <summary>A word that is no tag: it ends with neither a colon nor a bracket.</summary>
    private static string? HostName(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf(' ');
        if (end <= 0 || end > LongestHost || rest[end - 1] is ':' or ']' || rest[..end].IndexOf('[') >= 0)
        {
            return null;
        }

        var host = rest[..end].ToString();
        rest = rest[(end + 1)..];
        return host;
    }

    /// <summary>RFC 3164, section 4.1.3: <c>sshd[12]: </c>, <c>kernel: </c>.</summary>
    private static (string? Program, string? Process) Tag(ref ReadOnlySpan<char> rest)
    {
        var front = rest[..Math.Min(rest.Length, LongestName + 20)];
        var end = front.IndexOfAny(":[ ");
        if (end <= 0 || front[end] == ' ')
        {
            return (null, null);
        }

        var program = front[..end].ToString();
        var close = front[end] == '[' ? front.IndexOf(']') : -1;
        var process = close > end + 1 ? front[(end + 1)..close].ToString() : null;
        var behind = close > end ? close + 1 : end;
        if (front[end] == '[' && close < 0)
        {
            return (null, null);
        }

        rest = rest[behind..].TrimStart(':').TrimStart(' ');
        return (program, process);
    }

    private static string Body(string? program, string? process, ReadOnlySpan<char> text) =>
        program is null || process is null ? text.ToString() : $"{program}[{process}]: {text}";
}
