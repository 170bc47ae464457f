namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// Wall clock times of a zone as moments, as RFC 5545 section 3.3.5 asks: a time that the clock skips in spring is read with the offset before the gap
/// (02:30 becomes 03:30), and of a time that comes twice in autumn the first is meant.
/// </summary>
public static class ZonedTime
{
    /// <summary>The zone of an IANA name, or null where there is none. Names of other kinds are none.</summary>
    public static TimeZoneInfo? TryZone(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaintenanceWindow.ZoneLength && !name.Contains("..", StringComparison.Ordinal) && name[0] != '/'
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? zone : null;

    public static DateTimeOffset ToMoment(DateTime local, TimeZoneInfo zone)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(Before(wall, zone));
        return new DateTimeOffset(DateTime.SpecifyKind(wall - offset, DateTimeKind.Utc));
    }

    public static DateTime ToLocal(DateTimeOffset moment, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;

    /// <summary>The time itself, or the last quarter of an hour before the gap in which it lies.</summary>
    private static DateTime Before(DateTime wall, TimeZoneInfo zone)
    {
        for (var steps = 0; steps < 100 && zone.IsInvalidTime(wall); steps++)
        {
            wall -= TimeSpan.FromMinutes(15);
        }

        return wall;
    }
}
