namespace Monitor.Domain.Tickets.Service;

/// <summary>
/// The wall clock of a zone. A wall clock time is the first moment at which the clock shows it or a later one: of a time that comes twice in autumn the first
/// is meant, and one that is skipped in spring is the moment of the skip. So times that follow each other on the wall never change their order. Only the
/// zone's offsets are asked, which are right also where a country changes its standard time.
/// </summary>
public sealed class WallClock(TimeZoneInfo zone)
{
    /// <summary>Further than any zone is away from UTC.</summary>
    private static readonly TimeSpan Far = TimeSpan.FromDays(1);

    public DateTime Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).DateTime;

    public DateTimeOffset First(DateTime wall)
    {
        var read = new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Utc));
        var (before, after) = (zone.GetUtcOffset(read - Far), zone.GetUtcOffset(read + Far));
        if (before == after)
        {
            return read - before;
        }

        var change = Change(read - Far, read + Far);
        return read - before < change ? read - before : read - after > change ? read - after : change;
    }

    /// <summary>The first second of the new offset, between a moment with the old one and a moment with the new one.</summary>
    private DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to)
    {
        var old = zone.GetUtcOffset(from);
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == old ? (middle, high) : (low, middle);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
