using Monitor.Domain.Tickets.Service;
using static Monitor.Tests.Tickets.Service.ServiceHoursTextTests;

namespace Monitor.Tests.Tickets.Service;

public sealed class ServiceHoursTests
{
    private const string Office = "MO-FR 09:00-17:00";

    [Theory]
    [InlineData("2026-11-20T15:00Z", 1, "2026-11-20T16:00Z")] // Friday 16:00 in Berlin until closing time
    [InlineData("2026-11-20T15:00Z", 2, "2026-11-23T09:00Z")] // and on Monday
    [InlineData("2026-11-21T12:00Z", 8, "2026-11-23T16:00Z")] // from the weekend on
    [InlineData("2026-11-20T15:00Z", -2, "2026-11-20T13:00Z")]
    [InlineData("2026-11-23T09:00Z", -2, "2026-11-20T15:00Z")]
    [InlineData("2026-11-21T12:00Z", 0, "2026-11-21T12:00Z")]
    public void So_much_working_time_ends_then(string from, int hours, string to) =>
        Assert.Equal(At(to), Hours("Europe/Berlin", Office).Add(At(from), TimeSpan.FromHours(hours)));

    [Fact]
    public void A_holiday_is_skipped_and_its_eve_ends_at_closing_time()
    {
        var hours = Hours("Europe/Berlin", Office, "2026-12-25 Christmas\n01-01 New Year");
        Assert.Equal(At("2026-12-28T08:30Z"), hours.Add(At("2026-12-24T15:30Z"), TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromHours(8), hours.Between(At("2026-12-31T00:00Z"), At("2027-01-03T23:00Z")));
        Assert.Equal((false, At("2026-12-28T08:00Z")), hours.At(At("2026-12-24T16:00Z")));
    }

    [Theory]
    [InlineData("2026-03-28T21:00Z", 7)] // Berlin sets its clocks from 02:00 to 03:00
    [InlineData("2026-10-24T20:00Z", 9)] // and from 03:00 to 02:00
    [InlineData("2026-11-21T21:00Z", 8)]
    public void A_night_shift_over_the_change_of_the_clocks_is_as_long_as_it_really_is(string begins, int length)
    {
        var hours = Hours("Europe/Berlin", "SA 22:00-06:00");
        var (begin, end) = (At(begins), At(begins).AddHours(length));
        Assert.Equal(TimeSpan.FromHours(length), hours.Between(begin.AddDays(-1), end.AddDays(1)));
        Assert.Equal(end, hours.Add(begin.AddDays(-1), TimeSpan.FromHours(length)));
        Assert.Equal((true, end), hours.At(begin));
    }

    [Fact]
    public void Service_that_begins_in_the_hour_that_is_skipped_begins_when_it_is_skipped()
    {
        var hours = Hours("Europe/Berlin", "SU 02:30-05:00");
        Assert.Equal((false, At("2026-03-29T01:00Z")), hours.At(At("2026-03-29T00:00Z")));
        Assert.Equal(TimeSpan.FromHours(2), hours.Between(At("2026-03-29T00:00Z"), At("2026-03-30T00:00Z")));
    }

    [Fact]
    public void Service_that_ends_in_the_hour_that_comes_twice_ends_the_first_time()
    {
        var hours = Hours("Europe/Berlin", "SU 01:00-02:30");
        Assert.Equal(TimeSpan.FromMinutes(90), hours.Between(At("2026-10-24T22:00Z"), At("2026-10-25T22:00Z")));
        Assert.Equal((false, At("2026-10-31T23:00Z").AddHours(1)), hours.At(At("2026-10-25T00:30Z")));
    }

    [Theory]
    [InlineData("Europe/Berlin", 8759)] // the year of a zone has the hours of the year, whatever its clocks do
    [InlineData("America/Havana", 8759)] // changes at midnight
    [InlineData("Australia/Lord_Howe", 8759)] // by half an hour
    [InlineData("Africa/Casablanca", 8759)] // changes its standard time for Ramadan
    [InlineData("America/St_Johns", 8759)]
    public void Every_day_from_midnight_to_midnight_is_round_the_clock(string zone, int hours)
    {
        var calendar = Hours(zone, "MO-SU 00:00-24:00");
        var from = At("2026-01-01T00:20Z");
        Assert.Equal(TimeSpan.FromHours(hours), calendar.Between(from, from.AddHours(hours)));
        Assert.Equal(from.AddHours(hours), calendar.Add(from, TimeSpan.FromHours(hours)));
        Assert.Equal((true, null), calendar.At(from));
    }

    [Fact]
    public void A_day_that_a_country_left_out_has_no_service()
    {
        // Samoa went from 29 to 31 December 2011.
        var hours = Hours("Pacific/Apia", "MO-SU 09:00-17:00");
        Assert.Equal(TimeSpan.FromHours(16), hours.Between(At("2011-12-29T10:00Z"), At("2011-12-31T10:00Z")));
    }

    [Fact]
    public void Lines_that_overlap_count_once()
    {
        var hours = Hours("UTC", "MO 09:00-17:00\nMO 12:00-20:00\nMO 13:00-14:00\nMO 22:00-04:00\nTU 02:00-05:00");
        Assert.Equal(TimeSpan.FromHours(11 + 7), hours.Between(At("2026-11-23T00:00Z"), At("2026-11-24T12:00Z")));
        Assert.Equal(At("2026-11-24T04:30Z"), hours.Add(At("2026-11-23T19:00Z"), TimeSpan.FromHours(7.5)));
    }

    [Fact]
    public void A_search_ends_where_a_calendar_has_too_few_hours()
    {
        var hours = Hours("UTC", "MO 09:00-10:00");
        Assert.NotNull(hours.Add(At("2026-11-20T12:00Z"), TimeSpan.FromHours(500)));
        Assert.Null(hours.Add(At("2026-11-20T12:00Z"), TimeSpan.FromDays(60)));
        Assert.Null(hours.Add(At("2026-11-20T12:00Z"), TimeSpan.FromDays(-60)));
        Assert.Null(ServiceHours.Always.Add(At("2026-11-20T12:00Z"), TimeSpan.FromDays(100_000)));
    }
}
