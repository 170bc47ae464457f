using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class RuleMatchTests
{
    private static readonly GroupTree Groups = new(
    [
        new() { Id = HostGroup.FleetId, Name = "Fleet" },
        new() { Id = 2, ParentId = HostGroup.FleetId, Name = "Linux" },
        new() { Id = 3, ParentId = 2, Name = "Web" },
    ]);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("/data*", "/data/one", true)]
    [InlineData("*.log", "a.log.gz", false)]
    [InlineData("s?a", "sda", true)]
    [InlineData("s?a", "sa", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("", "x", false)]
    [InlineData("Failed", "failed", false)]
    public void A_pattern_knows_a_star_and_a_question_mark(string pattern, string text, bool matches) => Assert.Equal(matches, Glob.Matches(pattern, text));

    [Fact]
    public void A_pattern_made_to_be_slow_is_not() =>
        Assert.False(Glob.Matches(string.Concat(Enumerable.Repeat("a*", 100)) + "b", new string('a', 4000)));

    [Theory]
    [InlineData("mount", LabelOperator.Is, "/", true)]
    [InlineData("mount", LabelOperator.IsNot, "/", false)]
    [InlineData("mount", LabelOperator.Like, "/?*", false)]
    [InlineData("device", LabelOperator.Is, "", true)]
    [InlineData("device", LabelOperator.IsNot, "sda", true)]
    public void A_label_that_is_missing_is_empty(string name, LabelOperator how, string value, bool matches) =>
        Assert.Equal(matches, LabelMatcher.All([new(name, how, value)], LabelSet.Parse("mount=\"/\"")));

    [Theory]
    [InlineData(new int[0], new string[0], new int[0], true)]
    [InlineData(new[] { 2 }, new string[0], new int[0], true)]
    [InlineData(new[] { 9 }, new string[0], new int[0], false)]
    [InlineData(new int[0], new[] { "role=web" }, new int[0], true)]
    [InlineData(new[] { 2 }, new[] { "role=db" }, new int[0], false)]
    [InlineData(new int[0], new[] { "role=web", "site=b" }, new int[0], false)]
    [InlineData(new int[0], new string[0], new[] { 7 }, true)]
    [InlineData(new int[0], new string[0], new[] { 8 }, false)]
    [InlineData(new[] { 9 }, new string[0], new[] { 7 }, true)]
    public void A_scope_takes_named_hosts_and_those_in_its_groups_with_all_its_tags(int[] groups, string[] tags, int[] hosts, bool includes) => Assert.Equal(
        includes,
        new HostScope { Groups = groups, Tags = tags, Hosts = hosts }.Includes(new ScopedHost(7, 3, new HashSet<string> { "role=web", "site=a" }), Groups));
}
