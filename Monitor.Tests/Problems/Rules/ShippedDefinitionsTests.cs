using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class ShippedDefinitionsTests
{
    [Fact]
    public void Every_shipped_rule_makes_sense_and_is_read_again_as_it_was_written() => Assert.All(ShippedDefinitions.All, d =>
    {
        Assert.Empty(RuleCheck.Errors(d.Definition));
        Assert.True(RuleJson.AreSame(d.Definition, RuleJson.Read(RuleJson.Write(d.Definition))));
        Assert.EndsWith(".", d.Description);
    });

    [Fact]
    public void What_is_judged_measures_something_that_is_collected_and_the_rest_says_what_it_waits_for()
    {
        var known = MetricCatalog.All.Select(m => m.Name).ToHashSet();
        Assert.All(ShippedDefinitions.All, d => Assert.Equal(
            d.Definition.Source is null, d.Definition.IsSilence || d.Definition.Conditions.All(c => c.Kind == ConditionKind.StateText || known.Contains(c.Metric))));
        Assert.Equal(["certificate-expiry", "probe-failing", "smart-failing"], ShippedDefinitions.All.Where(d => d.Definition.Source is not null).Select(d => d.Key));
    }

    [Fact]
    public void Keys_are_unique_and_the_limits_of_the_first_rules_are_kept()
    {
        Assert.Equal(ShippedDefinitions.All.Count, ShippedDefinitions.All.Select(d => d.Key).Distinct().Count());
        Assert.Equal(
            ["CPU usage above 90 % for 5 min: Warning; above 98 %: Critical", "Memory usage above 75 % for 1 min: Warning; above 95 %: Critical; predicted up to 2 d ahead from a probability of 70 %",
                "Disk usage above 80 % for 1 min: Warning; above 95 %: Critical; predicted up to 4 d ahead from a probability of 70 %", "The host has sent nothing for 2 min: Critical"],
            new[] { "cpu-high", "memory-high", "disk-full", "host-silent" }.Select(k => RuleSentence.Of(ShippedDefinitions.All.Single(d => d.Key == k).Definition)));
    }
}
