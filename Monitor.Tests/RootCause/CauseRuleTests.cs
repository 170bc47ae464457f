using Monitor.Web.RootCause;

namespace Monitor.Tests.RootCause;

/// <summary>The rules that ship, by the tests that each of them carries in its file.</summary>
public sealed class CauseRuleTests
{
    public static TheoryData<string, int> Carried()
    {
        var all = new TheoryData<string, int>();
        foreach (var (rule, tests) in CauseRuleFile.Parse(CauseRuleFile.ShippedText()))
        {
            for (var i = 0; i < tests.Count; i++)
            {
                all.Add(rule.Name, i);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public void A_shipped_rule_says_what_its_own_tests_expect(string name, int test)
    {
        var (rule, tests) = CauseRuleFile.Parse(CauseRuleFile.ShippedText()).Single(r => r.Rule.Name == name);
        Assert.Null(tests[test].Run(rule));
    }

    [Fact]
    public void Every_shipped_rule_has_a_test_in_which_it_speaks_and_one_in_which_it_does_not()
    {
        string[] wanted = ["disk-files", "cpu-process", "memory-leak", "swap-storm", "slow-disk", "network-errors", "parent-down", "called-down", "after-change", "certificate", "dns"];
        var rules = CauseRuleFile.Parse(CauseRuleFile.ShippedText());
        Assert.Empty(wanted.Except(rules.Select(r => r.Rule.Name)));
        Assert.All(rules, r => Assert.True(r.Tests.Any(t => t.Not) && r.Tests.Any(t => !t.Not), r.Rule.Name));
    }

    [Theory]
    [InlineData("rules: [{name: x, colour: red}]", "colour")]
    [InlineData("rules: [{title: x}]", "name")]
    [InlineData("rules: [{name: a-name-that-is-far-too-long-for-any-column-a-name-that-is-far-too-long-for-any-column, title: x}]", "80 characters")]
    [InlineData("nothing: here", "nothing")]
    [InlineData("[", "Line 1")]
    public void A_file_of_rules_that_is_wrong_is_refused_with_what_to_change(string yaml, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => CauseRuleFile.Parse(yaml)).Message, StringComparison.Ordinal);
}
