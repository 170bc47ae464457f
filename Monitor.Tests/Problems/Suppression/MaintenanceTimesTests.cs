using System.Globalization;
using Monitor.Domain.Problems.Suppression;
using static Monitor.Tests.Problems.Suppression.SuppressionStage;

namespace Monitor.Tests.Problems.Suppression;

public sealed class MaintenanceTimesTests
{
    // Europe/Berlin: clocks forward on 2027-03-28 02:00 -> 03:00, back on 2026-10-25 03:00 -> 02:00. Offsets +1 in winter, +2 in summer.
    [Theory]
    [InlineData("Europe/Berlin", "2027-03-27T02:30", "2027-03-27 01:30/02:30|2027-03-28 01:30/02:30|2027-03-29 00:30/01:30")]
    [InlineData("Europe/Berlin", "2026-10-24T02:30", "2026-10-24 00:30/01:30|2026-10-25 00:30/01:30|2026-10-26 01:30/02:30")]
    [InlineData("Europe/Berlin", "2027-03-27T01:30", "2027-03-27 00:30/01:30|2027-03-28 00:30/01:30|2027-03-28 23:30/00:30")]
    [InlineData("America/New_York", "2026-10-31T01:30", "2026-10-31 05:30/06:30|2026-11-01 05:30/06:30|2026-11-02 06:30/07:30")]
    [InlineData("America/New_York", "2027-03-13T02:30", "2027-03-13 07:30/08:30|2027-03-14 07:30/08:30|2027-03-15 06:30/07:30")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T02:15", "2026-10-02 15:45/16:45|2026-10-03 15:45/16:45|2026-10-04 15:15/16:15")]
    [InlineData("UTC", "2027-03-27T02:30", "2027-03-27 02:30/03:30|2027-03-28 02:30/03:30|2027-03-29 02:30/03:30")]
    public void Fault_28_A_daily_window_keeps_its_wall_clock_time_across_both_transitions(string zone, string start, string expected)
    {
        var times = new MaintenanceTimes(Window("host~*", start, "01:00:00", "FREQ=DAILY", zone));
        var found = times.After(DateTimeOffset.MinValue.AddYears(2000)).Take(3)
            .Select(o => $"{o.From.UtcDateTime:yyyy-MM-dd HH:mm}/{o.To.UtcDateTime:HH:mm}");
        Assert.Equal(expected, string.Join('|', found));
    }

    [Fact]
    public void Fault_28_An_hour_that_comes_twice_opens_the_window_once_and_its_duration_is_real_time()
    {
        var times = new MaintenanceTimes(Window("host~*", "2026-10-25T02:00", "02:00:00", null, "Europe/Berlin"));
        var one = Assert.Single(times.After(DateTimeOffset.UnixEpoch));
        Assert.Equal((Utc("2026-10-25T00:00Z"), Utc("2026-10-25T02:00Z")), (one.From, one.To));
        Assert.Null(times.At(Utc("2026-10-25T02:30Z")).Open);
    }

    [Fact]
    public void Fault_28_Each_day_of_a_year_has_exactly_one_occurrence_in_zones_of_both_halves_of_the_earth()
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/Santiago", "Australia/Sydney", "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia" })
        {
            var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
            foreach (var hour in new[] { "00:30", "02:30", "23:30" })
            {
                var times = new MaintenanceTimes(Window("host~*", $"2026-01-01T{hour}", "00:30:00", "FREQ=DAILY;COUNT=365", zone));
                var days = times.After(DateTimeOffset.UnixEpoch).Select(o => TimeZoneInfo.ConvertTime(o.From, found).Date).ToList();
                Assert.Equal(365, days.Distinct().Count());
                Assert.Equal(365, days.Count);
            }
        }
    }

    [Theory]
    [InlineData("FREQ=DAILY;UNTIL=20261122", 3)]
    [InlineData("FREQ=DAILY;UNTIL=20261122T013000", 3)]
    [InlineData("FREQ=DAILY;UNTIL=20261122T012959", 2)]
    [InlineData("FREQ=DAILY;UNTIL=20261122T003000Z", 3)]
    [InlineData("FREQ=DAILY;UNTIL=20261122T002959Z", 2)]
    [InlineData("FREQ=DAILY;COUNT=4", 4)]
    [InlineData(null, 1)]
    public void A_recurrence_ends_by_count_or_by_until_in_its_zone(string? recurrence, int count)
    {
        var times = new MaintenanceTimes(Window("host~*", "2026-11-20T01:30", "01:00:00", recurrence, "Europe/Berlin"));
        Assert.Equal(count, times.After(DateTimeOffset.UnixEpoch).Count());
    }

    [Theory]
    [InlineData("2026-11-20T01:29Z", false, "2026-11-20T01:30Z")]
    [InlineData("2026-11-20T01:30Z", true, "2026-11-20T02:30Z")]
    [InlineData("2026-11-20T02:29Z", true, "2026-11-20T02:30Z")]
    [InlineData("2026-11-20T02:30Z", false, "2026-11-21T01:30Z")]
    public void A_window_is_open_from_its_start_to_just_before_its_end(string at, bool isOpen, string next)
    {
        var times = new MaintenanceTimes(Window("host~*", "2026-11-20T01:30", "01:00:00", "FREQ=DAILY"));
        for (var twice = 0; twice < 2; twice++)
        {
            var (open, until) = times.At(Utc(at));
            Assert.Equal((isOpen, Utc(next)), (open is not null, until));
        }
    }

    [Fact]
    public void Ending_an_occurrence_early_leaves_the_others_and_a_cut_at_its_start_leaves_one_out()
    {
        var window = Window("host~*", "2026-11-20T01:30", "01:00:00", "FREQ=DAILY");
        window.Cuts = [Utc("2026-11-20T02:00Z"), Utc("2026-11-21T01:30Z")];
        var found = new MaintenanceTimes(window).After(DateTimeOffset.UnixEpoch).Take(2).ToList();
        Assert.Equal(new Occurrence(Utc("2026-11-20T01:30Z"), Utc("2026-11-20T02:00Z")), found[0]);
        Assert.Equal(new Occurrence(Utc("2026-11-22T01:30Z"), Utc("2026-11-22T02:30Z")), found[1]);
    }

    [Fact]
    public void A_cancelled_window_opens_no_more_and_one_made_now_was_not_open_before()
    {
        var window = Window("host~*", "2026-11-20T01:30", "01:00:00", "FREQ=DAILY");
        (window.CreatedAt, window.CancelledAt) = (Utc("2026-11-21T02:00Z"), Utc("2026-11-23T02:00Z"));
        var found = new MaintenanceTimes(window).After(DateTimeOffset.UnixEpoch).ToList();
        Assert.Equal(
            [
                new Occurrence(Utc("2026-11-21T02:00Z"), Utc("2026-11-21T02:30Z")), new Occurrence(Utc("2026-11-22T01:30Z"), Utc("2026-11-22T02:30Z")),
                new Occurrence(Utc("2026-11-23T01:30Z"), Utc("2026-11-23T02:00Z")),
            ],
            found);
    }

    [Fact]
    public void Occurrences_that_overlap_are_one()
    {
        var times = new MaintenanceTimes(Window("host~*", "2026-11-20T00:00", "1.12:00:00", "FREQ=DAILY;COUNT=3"));
        var (open, until) = times.At(Utc("2026-11-21T06:00Z"));
        Assert.Equal((Utc("2026-11-20T00:00Z"), Utc("2026-11-23T12:00Z"), Utc("2026-11-23T12:00Z")), (open!.Value.From, open.Value.To, until));
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("UTC", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("", false)]
    public void A_zone_is_an_IANA_name(string name, bool exists) => Assert.Equal(exists, ZonedTime.TryZone(name) is not null);

    [Fact]
    public void A_window_that_can_never_open_is_refused_with_the_reason()
    {
        var never = Window("host~*", "2026-02-01T01:30", "01:00:00", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31");
        Assert.Contains("has no day", Assert.Single(SilenceCheck.Errors(never, Now)), StringComparison.Ordinal);
        Assert.Contains("over already", Assert.Single(SilenceCheck.Errors(Window("host~*", "2026-11-20T01:30", "01:00:00"), Now)), StringComparison.Ordinal);
        Assert.Contains("whole hosts", Assert.Single(SilenceCheck.Errors(Window("rule=x", "2026-11-20T21:30", "01:00:00"), Now)), StringComparison.Ordinal);
        Assert.Empty(SilenceCheck.Errors(Window("host~*", "2026-11-20T21:30", "01:00:00"), Now));
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
