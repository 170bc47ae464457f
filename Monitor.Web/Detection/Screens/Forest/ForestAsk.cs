using Monitor.Domain.Detection.Classical;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>What the forest looks at, and how.</summary>
/// <param name="Step">How far apart the points are.</param>
/// <param name="Contamination">Which share of them counts as unusual; null: as the forest finds.</param>
/// <param name="Average">Each point is the mean of so many, itself and those before it.</param>
public sealed record ForestAsk(TimeSpan Step, double? Contamination, int Trees, int Average, int? HostId)
{
    public static IReadOnlyList<(string Key, string Title, TimeSpan Step)> Spans { get; } =
    [
        ("10s", "Last 8 min", TimeSpan.FromSeconds(10)), ("", "Last 50 min", TimeSpan.FromMinutes(1)), ("5m", "Last 4 h", TimeSpan.FromMinutes(5)),
        ("30m", "Last 25 h", TimeSpan.FromMinutes(30)),
    ];

    public static IReadOnlyList<(string Key, string Title, double? Share)> Shares { get; } =
        [("", "Automatic share", null), ("1", "1 % unusual", 0.01), ("5", "5 % unusual", 0.05), ("10", "10 % unusual", 0.1)];

    public static IReadOnlyList<(string Key, string Title, int Trees)> Forests { get; } =
        [("30", "30 trees", 30), ("60", "60 trees", 60), ("", "120 trees", IsolationForest.DefaultTrees), ("240", "240 trees", 240)];

    public static IReadOnlyList<(string Key, string Title, int Points)> Averages { get; } =
        [("", "Points as they are", 1), ("3", "Averages of 3 points", 3), ("5", "Averages of 5 points", 5), ("10", "Averages of 10 points", 10)];

    /// <summary>What is not among the choices is the usual.</summary>
    public static ForestAsk Read(string? span, string? share, string? trees, string? average, int? host) => new(
        Spans.FirstOrDefault(s => s.Key == span, Spans[1]).Step, Shares.FirstOrDefault(s => s.Key == share).Share, Forests.FirstOrDefault(f => f.Key == trees, Forests[2]).Trees,
        Averages.FirstOrDefault(a => a.Key == average, Averages[0]).Points, host);
}
