using System.Globalization;

namespace Monitor.Web.Logs.Desk;

/// <summary>The window of a search: the last so many minutes, moving, or a fixed one. Written in the address as the charts write theirs.</summary>
public sealed record LogWindow(string Key, TimeSpan Range, DateTimeOffset? From, DateTimeOffset? To)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(190);

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

    public const string Usual = "1h";

    public bool IsFixed => From is not null && To is not null;

    /// <summary>Reads the parts of an address; what cannot be read falls back to the last hour.</summary>
    public static LogWindow Read(string? range, long? fromMilliseconds, long? toMilliseconds)
    {
        var (key, _, length) = Ranges.FirstOrDefault(r => r.Key == range, Ranges.First(r => r.Key == Usual));
        return fromMilliseconds is { } from && toMilliseconds is { } to && from < to && from > 0 && to < 253_402_300_799_000 && to - from <= Longest.TotalMilliseconds
            ? new LogWindow(key, length, DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to))
            : new LogWindow(key, length, null, null);
    }

    public static LogWindow Fixed(DateTimeOffset from, DateTimeOffset to) => new(Usual, to - from, from, to);

    /// <summary>Lines may be of clocks that are a little ahead.</summary>
    public (DateTimeOffset From, DateTimeOffset To) At(DateTimeOffset now) => IsFixed ? (From!.Value, To!.Value) : (now - Range, now.AddMinutes(1));

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
