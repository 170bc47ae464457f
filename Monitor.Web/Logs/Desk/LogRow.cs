using Monitor.Domain.Logs;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>A line with the names of where it comes from.</summary>
public sealed record LogRow(int HostId, string Host, NamedLogSource Source, LogLine Line)
{
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(Line.Time);

    public LogPlace Place => new(Line.Time, Line.Number);

    public string Key => $"{HostId}-{Line.Time}-{Line.Number}";

    /// <summary>The page of the line, with what is around it.</summary>
    public string Address => $"/logs/{HostId}/{LogPlaces.Text(Place)}";
}

/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="IsPartial">The search stopped at its budget: there may be more after <paramref name="Next"/>.</param>
public sealed record LogRows(IReadOnlyList<LogRow> Rows, LogPlace? Next, bool IsPartial)
{
    public static LogRows None { get; } = new([], null, false);

    /// <summary>The newest of some lines, each once.</summary>
    public static IReadOnlyList<LogRow> Newest(IEnumerable<LogRow> rows, int most) =>
        [.. rows.DistinctBy(r => r.Key).OrderByDescending(r => r.Line.Time).ThenByDescending(r => r.Line.Number).Take(most)];
}
