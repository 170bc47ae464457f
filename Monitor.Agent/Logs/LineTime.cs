using System.Globalization;

namespace Monitor.Agent.Logs;

/// <summary>
/// The time that a line begins with, in the forms that programs use most: RFC 3339 and its kin with a blank or a comma, with or without a zone, and syslog's month, day
/// and time. Without a zone it is the host's own.
/// </summary>
internal static class LineTime
{
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostBehind = TimeSpan.FromDays(7);

    /// <summary>Null where there is none, or none that can be true of a line that is read now.</summary>
    public static DateTimeOffset? Of(ReadOnlySpan<char> line, DateTimeOffset now, TimeZoneInfo zone)
    {
        line = line.TrimStart('[');
        var time = line.Length >= 15 && char.IsAsciiLetter(line[0]) ? Syslog(line[..15], now, zone) : Iso(line, zone);
        return time is { } found && found <= now + MostAhead && found >= now - MostBehind ? found : null;
    }

    private static DateTimeOffset? Iso(ReadOnlySpan<char> line, TimeZoneInfo zone)
    {
        if (line.Length < 19 || line[4] is not ('-' or '/') || line[7] != line[4] || line[10] is not ('T' or ' ') || line[13] != ':' || line[16] != ':'
            || !Number(line[..4], out var year) || !Number(line[5..7], out var month) || !Number(line[8..10], out var day)
            || !Number(line[11..13], out var hour) || !Number(line[14..16], out var minute) || !Number(line[17..19], out var second)
            || !TryMake(year, month, day, hour, minute, second, out var time))
        {
            return null;
        }

        var rest = line[19..];
        if (rest.Length > 1 && rest[0] is '.' or ',')
        {
            var digits = 1;
            while (digits < rest.Length && digits <= 7 && char.IsAsciiDigit(rest[digits]))
            {
                time = time.AddTicks((rest[digits] - '0') * (TimeSpan.TicksPerSecond / (long)Math.Pow(10, digits)));
                digits++;
            }

            rest = rest[digits..].TrimStart("0123456789");
        }

        return InZone(time, rest, zone);
    }

    private static DateTimeOffset? InZone(DateTime time, ReadOnlySpan<char> rest, TimeZoneInfo zone)
    {
        rest = rest.TrimStart(' ');
        if (rest.StartsWith("Z") || rest.StartsWith("UTC"))
        {
            return new DateTimeOffset(time, TimeSpan.Zero);
        }

        if (rest.Length >= 5 && rest[0] is '+' or '-')
        {
            var minutes = rest[3] == ':' && rest.Length >= 6 ? rest[4..6] : rest[3..5];
            if (Number(rest[1..3], out var h) && Number(minutes, out var m) && (h * 60) + m <= 14 * 60)
            {
                var offset = new TimeSpan(h, m, 0);
                return At(time, rest[0] == '-' ? -offset : offset);
            }
        }

        return At(time, zone.GetUtcOffset(time));
    }

    private static DateTimeOffset? Syslog(ReadOnlySpan<char> line, DateTimeOffset now, TimeZoneInfo zone)
    {
        var month = "JanFebMarAprMayJunJulAugSepOctNovDec".AsSpan().IndexOf(line[..3], StringComparison.Ordinal);
        if (month < 0 || month % 3 != 0 || line[3] != ' ' || line[6] != ' ' || line[9] != ':' || line[12] != ':'
            || !Number(line[4..6].TrimStart(' '), out var day) || !Number(line[7..9], out var hour)
            || !Number(line[10..12], out var minute) || !Number(line[13..15], out var second))
        {
            return null;
        }

        // It names no year: the one that brings it closest to now, and not after it.
        var year = TimeZoneInfo.ConvertTime(now + MostAhead, zone).Year;
        foreach (var candidate in new[] { year, year - 1 })
        {
            if (TryMake(candidate, (month / 3) + 1, day, hour, minute, second, out var time) && At(time, zone.GetUtcOffset(time)) is { } at && at <= now + MostAhead)
            {
                return at;
            }
        }

        return null;
    }

    private static bool TryMake(int year, int month, int day, int hour, int minute, int second, out DateTime time)
    {
        time = default;
        if (year is < 2000 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        // A leap second is taken as the one before.
        time = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified);
        return true;
    }

    private static DateTimeOffset At(DateTime time, TimeSpan offset) => new(time, offset);

    private static bool Number(ReadOnlySpan<char> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
