using Monitor.Domain.Tickets.Reports;

namespace Monitor.Tests.Tickets.Reports;

public sealed class ReportDaysTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-10-24", 24)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-03-29", 23)]
    public void A_day_is_as_long_as_it_is_in_its_zone(string day, double hours)
    {
        var days = new ReportDays(DateOnly.Parse(day), DateOnly.Parse(day), Berlin);
        Assert.Equal(TimeSpan.FromHours(hours), days.To - days.From);
        Assert.Equal(TimeSpan.Zero, days.From.Offset);
    }

    [Fact]
    public void Where_the_clock_skips_midnight_the_day_begins_with_the_skip()
    {
        var day = new DateOnly(2017, 10, 15);
        Assert.Equal(new DateTimeOffset(2017, 10, 15, 3, 0, 0, TimeSpan.Zero), new ReportDays(day, day, TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo")).From);
    }

    [Fact]
    public void The_last_seven_days_end_with_the_day_that_it_is_in_the_zone()
    {
        var days = ReportDays.UpTo(new DateTimeOffset(2026, 11, 20, 23, 30, 0, TimeSpan.Zero), 7, Berlin);
        Assert.Equal((new DateOnly(2026, 11, 15), new DateOnly(2026, 11, 21), 7), (days.First, days.Last, days.Starts.Count));
        Assert.False(days.IsByWeek);
    }

    [Fact]
    public void Many_days_are_counted_in_weeks_from_Monday_and_the_first_may_be_shorter()
    {
        var days = new ReportDays(new DateOnly(2026, 7, 1), new DateOnly(2026, 11, 20), Berlin);
        Assert.True(days.IsByWeek);
        Assert.Equal([new DateOnly(2026, 7, 1), new DateOnly(2026, 7, 6), new DateOnly(2026, 7, 13)], days.Starts.Take(3));
        Assert.Equal(days.Starts.Count + 1, days.Edges.Count);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 0, 0, TimeSpan.Zero), days.To);
        Assert.Equal(days.Edges.Order(), days.Edges);
    }

    [Theory]
    [InlineData("2026-11-20", "2026-11-19")]
    [InlineData("2023-11-18", "2026-11-20")]
    public void No_days_and_too_many_days_are_refused(string first, string last) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportDays(DateOnly.Parse(first), DateOnly.Parse(last), Berlin));
}
