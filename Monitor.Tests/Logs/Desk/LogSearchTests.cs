using Monitor.Domain.Logs;
using Monitor.Web.Components;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Logs.Screens.Lines;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Logs.Desk;

public sealed class LogSearchTests
{
    [Fact]
    public void A_search_stands_in_its_address_and_everything_needs_none()
    {
        var search = new LogSearch("\"disk full\" -test", [3, 17], "/var/log/a b", LogSeverity.Error, HostileMarks.All, Fixed(1_700_000_000_000, 1_700_000_060_000));
        Assert.Equal(
            "?q=%22disk%20full%22%20-test&host=3%2C17&source=%2Fvar%2Flog%2Fa%20b&level=error&marks=hostile&from=1700000000000&to=1700000060000&after=5-6",
            search.Query(search.Window, new LogPlace(5, 6)));
        Assert.Equal("", LogSearch.Everything.Query(LogSearch.Everything.Window));
        Assert.Equal("?range=7d", LogSearch.Everything.Query(ShownWindow.Last("7d")));
    }

    [Theory]
    [InlineData("1700000000000-42", true)]
    [InlineData("1700000000000", false)]
    [InlineData("-1-42", false)]
    [InlineData("a-b", false)]
    [InlineData("99999999999999999999-1", false)]
    [InlineData("253402300799999-1", false)]
    [InlineData("1700000000000-9223372036854775807", false)]
    [InlineData("1700000000000-9223372036854775806", true)]
    [InlineData(null, false)]
    public void A_place_is_read_as_it_is_written(string? text, bool isPlace) =>
        Assert.Equal(isPlace ? text : null, LogPlaces.Read(text) is { } place ? LogPlaces.Text(place) : null);

    [Fact]
    public void Hosts_are_numbers_each_once_and_not_without_end()
    {
        Assert.Equal([3, 17], LogSearch.Hosts("3,x,17,3,-1,0"));
        Assert.Equal(LogSearch.MostHosts, LogSearch.Hosts(string.Join(',', Enumerable.Range(1, 999))).Count);
    }

    [Theory]
    [InlineData("Failed password for <*> from <*> port <*> ssh2", "\"Failed password for\" \"from\" \"port\" \"ssh2\"")]
    [InlineData("user=<*>, \"quoted\" <*>", "\"user\" \"quoted\"")]
    [InlineData("<*>", "")]
    [InlineData("running the tool …", "\"running the tool\"")]
    [InlineData("now loading…", "\"now loading\"")]
    public void The_lines_of_a_template_are_looked_for_by_its_phrases(string pattern, string words) => Assert.Equal(words, LogPhrases.Of(pattern));

    [Fact]
    public void What_was_found_is_shown_where_it_stands_and_what_is_not_to_be_there_is_not()
    {
        var terms = LogHits.Terms("Disk \"no space\" -test conn*");
        Assert.Equal(["no space", "Disk", "conn"], terms);
        Assert.Equal(["user=\"jo", "doe\"", "a-b"], LogHits.Terms("user=\"jo doe\"\ta-b -\"not this\" \"\""));
        Assert.Equal([("a ", false), ("DISK", true), (" has ", false), ("No space", true), (" left", false)], LogHits.Split("a DISK has No space left", terms));
        Assert.Equal([("plain", false)], LogHits.Split("plain", terms));
        Assert.Empty(LogHits.Split("", terms));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(60, 60)]
    [InlineData(24 * 60, 30 * 60)]
    [InlineData(7 * 24 * 60, 3 * 60 * 60)]
    [InlineData(190 * 24 * 60, 72 * 60 * 60)]
    public void A_bar_is_a_time_that_people_would_choose(int minutes, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), LogSteps.For(TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void A_line_with_very_many_hits_is_shown_whole()
    {
        var text = string.Concat(Enumerable.Repeat("a.", 5000));
        Assert.Equal(text, string.Concat(LogHits.Split(text, ["a"]).Select(p => p.Text)));
    }

    private static ShownWindow Fixed(long from, long to) =>
        ShownWindow.Fixed(DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to), LogSearch.UsualRange);
}
