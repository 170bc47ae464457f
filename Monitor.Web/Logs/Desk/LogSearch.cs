using System.Globalization;
using Monitor.Domain.Logs;
using Monitor.Web.Components;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>Which lines are looked for: what stands in the address of the page.</summary>
/// <param name="Words">As it was typed; empty for all.</param>
/// <param name="HostIds">Empty for all that the reader may see.</param>
/// <param name="Source">The name of a source, on whichever host; null for all.</param>
/// <param name="After">The last line of the page before.</param>
public sealed record LogSearch(
    string Words, IReadOnlyList<int> HostIds, string? Source, LogSeverity AtLeast, LogMarks Marks, ShownWindow Window, LogPlace? After = null)
{
    public const int LongestWords = 500;
    public const int MostHosts = 50;
    public const string UsualRange = "1h";

    public static LogSearch Everything { get; } = new("", [], null, LogSeverity.Debug, LogMarks.None, ShownWindow.Last(UsualRange));

    public bool IsNarrow => Words.Length > 0 || HostIds.Count > 0 || Source is not null || AtLeast != LogSeverity.Debug || Marks != LogMarks.None;

    public bool Equals(LogSearch? other) => other is not null && Query(Window, After) == other.Query(other.Window, other.After);

    public override int GetHashCode() => HashCode.Combine(Words, Window);

    /// <summary>Host ids as <c>3,17</c>; what is no id is left out.</summary>
    public static IReadOnlyList<int> Hosts(string? text) =>
        [.. (text ?? "").Split(',').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Distinct().Take(MostHosts)];

    /// <summary>As a query of an address, with its question mark; empty for everything.</summary>
    public string Query(ShownWindow window, LogPlace? after = null)
    {
        var parts = new List<string>();
        void Add(string name, string? value) => parts.AddRange(string.IsNullOrEmpty(value) ? [] : [$"{name}={Uri.EscapeDataString(value)}"]);
        Add("q", Words);
        Add("host", string.Join(',', HostIds));
        Add("source", Source);
        Add("level", AtLeast == LogSeverity.Debug ? null : LogLabels.Key(AtLeast));
        Add("marks", LogLabels.Key(Marks));
        Add("range", window.Key == UsualRange ? null : window.Key);
        Add("from", window.IsFixed ? ShownWindow.Milliseconds(window.From!.Value) : null);
        Add("to", window.IsFixed ? ShownWindow.Milliseconds(window.To!.Value) : null);
        Add("after", after is { } place ? LogPlaces.Text(place) : null);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
