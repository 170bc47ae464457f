using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Screens.Index;

/// <summary>In which order hosts are listed.</summary>
public enum IndexSort
{
    Worst,
    Best,
    Changed,
}

/// <summary>What the page of the index is asked for, as its address says it; what makes no sense is the usual.</summary>
/// <param name="Resource">That is looked at by itself; null: all together.</param>
/// <param name="Days">Of the trend.</param>
public sealed record IndexAsk(int? GroupId, ReiWindow Window, IndexSort Sort, ResourceKind? Resource, int Days, int Page)
{
    public const ReiWindow UsualWindow = ReiWindow.Month;

    public static IReadOnlyList<(IndexSort Sort, string Key, string Title)> Sorts { get; } =
        [(IndexSort.Worst, "", "Worst first"), (IndexSort.Best, "best", "Best first"), (IndexSort.Changed, "changed", "Most changed")];

    public static IReadOnlyList<int> Ranges { get; } = [30, 90];

    public IndexRead Read => new(GroupId, Window, Days);

    public static IndexAsk Of(int? groupId, string? window, string? sort, string? resource, int? days, int? page) => new(
        groupId, WindowOf(window), Sorts.FirstOrDefault(s => s.Key == sort).Sort, Resources.All.Where(r => Resources.Key(r) == resource).Select(r => (ResourceKind?)r).FirstOrDefault(),
        days is { } d && Ranges.Contains(d) ? d : Ranges[0], Math.Clamp(page ?? 1, 1, 100_000));

    public static ReiWindow WindowOf(string? key) => ReiWindows.All.Where(w => KeyOf(w) == key).DefaultIfEmpty(UsualWindow).First();

    public static string KeyOf(ReiWindow window) => window.ToString().ToLowerInvariant();

    /// <summary>The hosts in this order; of one resource where one is looked at. What is not known comes last.</summary>
    public IEnumerable<HostRank> Order(IEnumerable<HostRank> hosts) => Sort switch
    {
        IndexSort.Best => hosts.OrderBy(h => h.Score is null).ThenByDescending(h => h.Score).ThenBy(h => h.Host.HostId),
        IndexSort.Changed => hosts.OrderByDescending(h => Math.Abs(h.Change ?? 0)).ThenBy(h => h.Host.HostId),
        _ => hosts.OrderBy(h => h.Score is null).ThenBy(h => h.Score).ThenBy(h => h.Host.HostId),
    };
}

/// <summary>What has to be read anew when it changes.</summary>
public sealed record IndexRead(int? GroupId, ReiWindow Window, int Days);
