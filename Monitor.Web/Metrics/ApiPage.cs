namespace Monitor.Web.Metrics;

/// <summary>A page of a list: the next one begins after <see cref="Next"/>; null at the end.</summary>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, string? Next)
{
    public const int LargestPage = 500;
    public const int DefaultPage = 100;

    /// <summary>From one row more than the page holds.</summary>
    public static ApiPage<T> Of(List<T> rows, int limit, Func<T, string> key) =>
        rows.Count > limit ? new ApiPage<T>(rows.GetRange(0, limit), key(rows[limit - 1])) : new ApiPage<T>(rows, null);
}
