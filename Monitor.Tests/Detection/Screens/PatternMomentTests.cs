using Monitor.Web.Detection.Screens.Quality;

namespace Monitor.Tests.Detection.Screens;

public sealed class PatternMomentTests
{
    private static readonly DateTimeOffset Winter = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 120, "Europe/Berlin", "any day around 03:00")]
    [InlineData(DayOfWeek.Sunday, 23 * 60 + 30, "Europe/Berlin", "Mondays around 00:30")]
    [InlineData(DayOfWeek.Monday, 60, "America/New_York", "Sundays around 20:00")]
    [InlineData(DayOfWeek.Friday, 60, "UTC", "Fridays around 01:00")]
    public void A_pattern_is_told_by_the_readers_clock(DayOfWeek? day, int minute, string zone, string expected) =>
        Assert.Equal(expected, PatternMoment.Text(day, minute, TimeZoneInfo.FindSystemTimeZoneById(zone), Winter));
}
