using Monitor.Tests.Support;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Components;

/// <summary>What a reader sees of times and of other people's words.</summary>
public sealed class ReadersTextTests
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 20, 13, 5, 9, TimeSpan.Zero);

    [Theory]
    [InlineData("", "2026-11-20 14:05:09", "2026-11-20")]
    [InlineData("de-DE", "20.11.2026 14:05:09", "20.11.2026")]
    [InlineData("en-GB", "20/11/2026 14:05:09", "20/11/2026")]
    [InlineData("th-TH", "20/11/2026 14:05:09", "20/11/2026")]
    [InlineData("no-SUCH", "2026-11-20 14:05:09", "2026-11-20")]
    public void Dates_are_written_as_the_profile_says_and_fields_of_dates_are_not(string culture, string exact, string day)
    {
        var zone = ZoneOf("Europe/Berlin");
        zone.WriteAs(culture);
        Assert.Equal((exact, day), (zone.Exact(Moment), zone.Day(Moment)));
        Assert.Equal("2026-11-20", zone.Typed(Moment, "yyyy-MM-dd"));
    }

    [Theory]
    [InlineData("State: New → Pending, waiting until 2026-11-20 13:05 UTC. Back then", "State: New → Pending, waiting until 2026-11-20 14:05. Back then")]
    [InlineData("Due: none → 2026-06-20 23:30 UTC.", "Due: none → 2026-06-21 01:30.")]
    [InlineData("CPU usage 96 % exceeded the limit of 90 % on web-3, since 2026-11-29 16:29:16 UTC.", "CPU usage 96 % exceeded the limit of 90 % on web-3, since 2026-11-29 17:29:16.")]
    [InlineData("2026-99-99 13:05 UTC", "2026-99-99 13:05 UTC")]
    public void The_times_of_what_Monitor_wrote_are_shown_in_the_zone_of_the_reader(string written, string read) => Assert.Equal(read, EntryTimes.In(written, ZoneOf("Europe/Berlin")));

    [Theory]
    [InlineData("Anna on #12 Printer: **try** `lp` again", "Anna on #12 Printer: try lp again")]
    [InlineData("see [the page](https://example.org/a_b) and ![it](/x.png)", "see the page and it")]
    [InlineData("# Steps\n- one\n> two", "Steps\none\ntwo")]
    [InlineData("an *odd* one, 2 * 3 and snake_case stay", "an odd one, 2 * 3 and snake_case stay")]
    public void Where_there_is_room_for_one_line_the_signs_of_Markdown_are_left_out(string text, string plain) => Assert.Equal(plain, PlainMarkdown.Of(text));

    private static UserZone ZoneOf(string name)
    {
        var zone = new UserZone(new ManualTimeProvider(Moment));
        zone.Set(name);
        return zone;
    }
}
