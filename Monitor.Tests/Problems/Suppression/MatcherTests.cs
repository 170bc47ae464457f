using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using static Monitor.Tests.Problems.Suppression.SuppressionStage;

namespace Monitor.Tests.Problems.Suppression;

public sealed class MatcherTests
{
    [Theory]
    [InlineData("host=web-1", true)]
    [InlineData("host=WEB-1", true)]
    [InlineData("host=web-2", false)]
    [InlineData("host!=web-2", true)]
    [InlineData("host~web-*", true)]
    [InlineData("host~*", true)]
    [InlineData("host!~web-*", false)]
    [InlineData("host~web-?", true)]
    [InlineData("host~web-??", false)]
    [InlineData("group=Berlin", true)]
    [InlineData("group=Fleet", true)]
    [InlineData("group=Hamburg", false)]
    [InlineData("group!=Fleet", false)]
    [InlineData("tag.role=web", true)]
    [InlineData("tag.role=db", false)]
    [InlineData("tag.none=", true)]
    [InlineData("tag.none!=web", true)]
    [InlineData("rule=disk-full", true)]
    [InlineData("rule=cpu-high", false)]
    [InlineData("metric~disk.*", true)]
    [InlineData("severity=Warning", true)]
    [InlineData("severity=Critical", false)]
    [InlineData("label.mount=/", true)]
    [InlineData("label.mount=/var", false)]
    [InlineData("label.mount!=/var", true)]
    [InlineData("label.device!=sda", true)]
    [InlineData("host=web-1\nrule=disk-full", true)]
    [InlineData("host=web-1\nrule=cpu-high", false)]
    [InlineData("host = web-1", true)]
    public void A_silence_is_about_what_all_its_matchers_fit(string matchers, bool silenced)
    {
        var stage = new SuppressionStage();
        stage.Silences.Add(new SilenceFact(Silence(matchers), "anna"));
        Assert.Equal(silenced, stage.Set().ReasonsFor(Disk, Now).Count > 0);
    }

    [Theory]
    [InlineData("", "Nothing is named")]
    [InlineData("   \n ", "Nothing is named")]
    [InlineData("web-1", "is no matcher")]
    [InlineData("hostname=web-1", "is no name that a matcher knows")]
    [InlineData("tag.=x", "is no name that a matcher knows")]
    [InlineData("label=x", "is no name that a matcher knows")]
    public void What_is_no_matcher_is_told_with_what_to_write(string text, string expected)
    {
        Assert.Null(MatcherList.TryParse(text, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Matchers_are_bounded_in_number_and_length()
    {
        Assert.Null(MatcherList.TryParse(string.Join('\n', Enumerable.Repeat("host=a", MatcherList.Most + 1)), out _));
        Assert.Null(MatcherList.TryParse("host=" + new string('a', Matcher.ValueLength + 1), out _));
        Assert.Null(MatcherList.TryParse(new string('a', MatcherList.TextLength + 1), out _));
        Assert.NotNull(MatcherList.TryParse("host=" + new string('a', Matcher.ValueLength), out _));
    }

    [Theory]
    [InlineData("host=web-1")]
    [InlineData("label.mount!~/var/*")]
    [InlineData("tag.role~db*")]
    [InlineData("group!=Berlin = Mitte")]
    public void A_matcher_reads_what_it_writes(string text) => Assert.Equal(text, Matcher.TryParse(text, out _)!.ToString());

    [Fact]
    public void Attack_45_A_pattern_of_many_stars_costs_little()
    {
        var pattern = string.Concat(Enumerable.Repeat("*a", 99)) + "b";
        Assert.False(Monitor.Domain.Metrics.Glob.Matches(pattern, new string('a', 100_000)));
    }

    [Fact]
    public void Where_its_author_was_limited_a_silence_reaches_no_further()
    {
        var silence = Silence("host~*");
        silence.GroupIds = [Berlin.Id];
        var stage = new SuppressionStage();
        stage.Silences.Add(new SilenceFact(silence, "anna"));
        Assert.Single(stage.Set().ReasonsFor(Disk, Now));
        Assert.Empty(stage.Set().ReasonsFor(Disk with { HostId = Gateway }, Now));
        (silence.GroupIds, silence.TeamIds) = ([], [5]);
        Assert.Equal([WebHost], stage.Set().HostsOfSilence(silence.Id));
    }

    [Fact]
    public void A_silence_of_warnings_lets_a_critical_one_through()
    {
        var stage = new SuppressionStage();
        stage.Silences.Add(new SilenceFact(Silence("severity=Warning"), "anna"));
        Assert.Single(stage.Set().ReasonsFor(Disk, Now));
        Assert.Empty(stage.Set().ReasonsFor(Disk with { Severity = Severity.Critical }, Now));
    }
}
