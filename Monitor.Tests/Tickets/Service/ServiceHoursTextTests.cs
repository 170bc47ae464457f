using Monitor.Domain.Tickets.Service;

namespace Monitor.Tests.Tickets.Service;

public sealed class ServiceHoursTextTests
{
    [Theory]
    [InlineData("", "2026-11-22T03:00Z", true)]
    [InlineData("MO-FR 09:00-17:00", "2026-11-20T09:00Z", true)]
    [InlineData("MO-FR 09:00-17:00", "2026-11-20T17:00Z", false)]
    [InlineData("MO-FR 09:00-17:00\r\nsa 10:00-14:00", "2026-11-21T13:59Z", true)]
    [InlineData("MO-FR 09:00-12:00, 13:00-17:00", "2026-11-20T12:30Z", false)]
    [InlineData("MO, WE,FR 9:00-17:00", "2026-11-19T10:00Z", false)]
    [InlineData("SA-MO 00:00-24:00", "2026-11-22T23:59Z", true)]
    [InlineData("FR 22:00-06:00", "2026-11-21T05:59Z", true)]
    [InlineData("FR 22:00-06:00", "2026-11-21T06:00Z", false)]
    public void Lines_say_when_there_is_service(string hours, string moment, bool open) =>
        Assert.Equal(open, Hours("UTC", hours).At(At(moment)).IsOpen);

    [Theory]
    [InlineData("UTC", "MO-FR 09:00-17:00\nMON 10:00-12:00", "", "Hours, line 2: “MON 10:00-12:00” does not begin with days")]
    [InlineData("UTC", "09:00-17:00", "", "Hours, line 1: “09:00-17:00” does not begin with days")]
    [InlineData("UTC", "MO 09:00", "", "“09:00” is no span of time")]
    [InlineData("UTC", "MO 24:00-25:00", "", "is no span of time. It is such as 09:00-17:00")]
    [InlineData("UTC", "MO 09:00-09:00", "", "begins when it ends. The whole day is 00:00-24:00.")]
    [InlineData("UTC", "", "\n25.12.2026 Christmas", "Holidays, line 2: “25.12.2026 Christmas” does not begin with a date. It is such as 2026-12-25 Christmas")]
    [InlineData("UTC", "", "2026-02-29", "does not begin with a date")]
    [InlineData("Mars/Base", "", "", "There is no time zone “Mars/Base”. Use a name such as Europe/Berlin")]
    [InlineData("../../etc/passwd", "", "", "There is no time zone")]
    public void What_cannot_be_read_names_its_line_and_what_is_possible(string zone, string hours, string holidays, string error)
    {
        var (read, errors) = ServiceHoursText.Read(zone, hours, holidays);
        Assert.Null(read);
        Assert.Contains(error, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_wrong_lines_are_refused_in_a_few_sentences()
    {
        var (_, errors) = ServiceHoursText.Read("UTC", string.Join('\n', Enumerable.Repeat(new string('x', 100_000), 20)), new string('\n', 1000));
        Assert.InRange(errors.Count, 1, 12);
        Assert.All(errors, e => Assert.InRange(e.Length, 1, 250));
    }

    [Fact]
    public void A_calendar_that_is_never_open_is_refused()
    {
        var calendar = new ServiceCalendar { Name = "Never", Zone = "UTC", Hours = "MO 09:00-10:00", Holidays = string.Join('\n', Yearly()) };
        Assert.Equal(["With these holidays there is never any service. Leave some days open."], SlaCheck.Errors(calendar, At("2026-11-20T12:00Z")));
    }

    [Fact]
    public void Coming_holidays_have_their_names()
    {
        var hours = Hours("Europe/Berlin", "", "2026-12-25 Christmas\n01-01 New Year\n2025-12-25 Last Christmas");
        Assert.Equal(["2026-12-25 Christmas", "2027-01-01 New Year"], hours.HolidaysFrom(At("2026-12-24T23:30Z")).Take(2).Select(h => $"{h.Date:yyyy-MM-dd} {h.Name}"));
    }

    internal static ServiceHours Hours(string zone, string hours, string holidays = "")
    {
        var (read, errors) = ServiceHoursText.Read(zone, hours, holidays);
        Assert.Empty(errors);
        return read!;
    }

    internal static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Yearly() => Enumerable.Range(0, 366).Select(d => new DateOnly(2024, 1, 1).AddDays(d).ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture));
}
