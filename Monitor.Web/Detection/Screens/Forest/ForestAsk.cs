namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>What the forest looks at: how far apart the points are, and which share of them counts as unusual (null: as the forest finds).</summary>
public sealed record ForestAsk(TimeSpan Step, double? Contamination, int? HostId)
{
    public static IReadOnlyList<(string Key, string Title, TimeSpan Step)> Spans { get; } =
    [
        ("10s", "Last 8 min", TimeSpan.FromSeconds(10)), ("", "Last 50 min", TimeSpan.FromMinutes(1)), ("5m", "Last 4 h", TimeSpan.FromMinutes(5)),
        ("30m", "Last 25 h", TimeSpan.FromMinutes(30)),
    ];

    public static IReadOnlyList<(string Key, string Title, double? Share)> Shares { get; } =
        [("", "Automatic", null), ("1", "1 % unusual", 0.01), ("5", "5 % unusual", 0.05), ("10", "10 % unusual", 0.1)];

    public static ForestAsk Read(string? span, string? share, int? host) => new(
        Spans.FirstOrDefault(s => s.Key == (span ?? "")) is { Title: not null } found ? found.Step : TimeSpan.FromMinutes(1),
        Shares.FirstOrDefault(s => s.Key == share).Share, host);
}
