using System.Globalization;

namespace Monitor.Web.Components;

/// <summary>The time that a page shows, as it stands in the address: the last so many minutes, moving, or a fixed one that the reader chose.</summary>
/// <param name="Key">Of <see cref="Ranges"/>; beside a fixed time, what the reader comes back to.</param>
public sealed record ShownWindow(string Key, TimeSpan Range, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>A little longer than anything is kept.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    /// <summary>A window around a moment reaches a little into the future, as do clocks that are ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    public static IReadOnlyList<(string Key, string Title, TimeSpan Range)> Ranges { get; } =
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

    public bool IsFixed => From is not null && To is not null;

    /// <summary>The last so many minutes. Throws for a key that is not of <see cref="Ranges"/>.</summary>
    public static ShownWindow Last(string key) => new(key, Ranges.Single(r => r.Key == key).Range, null, null);

    public static ShownWindow Fixed(DateTimeOffset from, DateTimeOffset to, string usual) => Last(usual) with { From = from, To = to };

    /// <summary>Reads the parts of an address; what cannot be read, is longer than <see cref="Longest"/> or has not begun yet falls back to the moving window, and
    /// that to the usual one. The end is at most a day ahead.</summary>
    /// <param name="range">A key of <see cref="Ranges"/>.</param>
    /// <param name="from">Unix milliseconds.</param>
    /// <param name="to">Unix milliseconds, after <paramref name="from"/>.</param>
    /// <param name="usual">The key of the page's own range.</param>
    /// <param name="now">The time now.</param>
    public static ShownWindow Read(string? range, long? from, long? to, string usual, DateTimeOffset now)
    {
        var moving = Last(Ranges.Any(r => r.Key == range) ? range! : usual);
        return from > 0 && from < to && from <= now.ToUnixTimeMilliseconds() && to - from <= Longest.TotalMilliseconds
            ? moving with
            {
                From = DateTimeOffset.FromUnixTimeMilliseconds(from.Value),
                To = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(to.Value, (now + Ahead).ToUnixTimeMilliseconds())),
            }
            : moving;
    }

    public (DateTimeOffset From, DateTimeOffset To) At(DateTimeOffset now) => IsFixed ? (From!.Value, To!.Value) : (now - Range, now);

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
