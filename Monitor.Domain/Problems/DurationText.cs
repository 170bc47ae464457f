using System.Globalization;

namespace Monitor.Domain.Problems;

/// <summary>Durations as people type them: <c>30 s</c>, <c>5 min</c>, <c>1 h</c>, <c>1 h 30 min</c>, <c>1 d</c>.</summary>
public static class DurationText
{
    /// <summary>All of it, to the second, so that it is the same duration when it is read again.</summary>
    public static string Of(TimeSpan span)
    {
        var parts = new[] { (span.Days, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s") }.Where(p => p.Item1 != 0);
        var text = string.Join(' ', parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Item1} {p.Item2}")));
        return text.Length == 0 ? "0 s" : text;
    }

    /// <summary>Reads a duration of one or more parts; false for anything else, also for a number without a unit.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        var rest = (text ?? "").AsSpan().Trim();
        if (rest.IsEmpty || rest.Length > 40)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            rest = rest[digits..].TrimStart();
            var end = rest.IndexOfAny(' ', '\t');
            var unit = end < 0 ? rest : rest[..end];
            if (Unit(unit) is not { } one || count > TimeSpan.FromDays(365) / one)
            {
                return false;
            }

            span += one * count;
            rest = rest[unit.Length..].TrimStart();
        }

        return true;
    }

    private static TimeSpan? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "s" or "sec" => TimeSpan.FromSeconds(1),
        "m" or "min" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" or "day" or "days" => TimeSpan.FromDays(1),
        _ => null,
    };
}
