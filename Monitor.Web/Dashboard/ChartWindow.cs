using System.Globalization;

namespace Monitor.Web.Dashboard;

/// <summary>The window that a page of charts shows: the last so many minutes, moving, or a fixed one that the reader zoomed to.</summary>
public sealed record ChartWindow(TimeSpan Range, DateTimeOffset? From, DateTimeOffset? To)
{
    public static readonly IReadOnlyList<(string Key, string Title, TimeSpan Range)> Ranges =
    [
        ("5m", "5 min", TimeSpan.FromMinutes(5)),
        ("15m", "15 min", TimeSpan.FromMinutes(15)),
        ("1h", "1 h", TimeSpan.FromHours(1)),
        ("6h", "6 h", TimeSpan.FromHours(6)),
        ("24h", "24 h", TimeSpan.FromHours(24)),
        ("7d", "7 d", TimeSpan.FromDays(7)),
        ("30d", "30 d", TimeSpan.FromDays(30)),
        ("90d", "90 d", TimeSpan.FromDays(90)),
    ];

    public const string UsualKey = "15m";

    public bool IsFixed => From is not null && To is not null;

    /// <summary>Reads the parts of a URL; what cannot be read falls back to the last 15 minutes.</summary>
    public static ChartWindow Read(string? range, long? fromMilliseconds, long? toMilliseconds)
    {
        var length = Ranges.FirstOrDefault(r => r.Key == range).Range;
        length = length == TimeSpan.Zero ? TimeSpan.FromMinutes(15) : length;
        return fromMilliseconds is { } from && toMilliseconds is { } to && from < to && from > 0 && to < 253_402_300_799_000
            ? new ChartWindow(length, DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to))
            : new ChartWindow(length, null, null);
    }

    public (DateTimeOffset From, DateTimeOffset To) At(DateTimeOffset now) => IsFixed ? (From!.Value, To!.Value) : (now - Range, now);

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
