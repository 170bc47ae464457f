namespace Monitor.Domain.Detection.Hygiene;

/// <summary>
/// Changes of summer time in Europe, North America and Australia. What a host does by the clock of its place comes an hour earlier or later in UTC after one; which place that is nobody
/// says of a host, so that each counts for all.
/// </summary>
internal static class ClockChanges
{
    private static readonly IReadOnlyList<TimeZoneInfo> Zones = [.. Known("Europe/Berlin", "America/New_York", "Australia/Sydney")];

    /// <summary>By how much later in UTC than at one moment something may come at the other; nothing where no clock differs.</summary>
    public static IEnumerable<TimeSpan> Between(DateTimeOffset from, DateTimeOffset to) =>
        Zones.Select(z => z.GetUtcOffset(from) - z.GetUtcOffset(to)).Where(later => later != TimeSpan.Zero).Distinct();

    private static IEnumerable<TimeZoneInfo> Known(params string[] names)
    {
        foreach (var name in names)
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            {
                yield return zone;
            }
        }
    }
}
