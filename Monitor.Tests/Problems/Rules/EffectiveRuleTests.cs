using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class EffectiveRuleTests
{
    private const int Host = 7;
    private const int Linux = 2;
    private const int Web = 3;

    private static readonly Rule Cpu = new()
    {
        Id = 1, Key = "cpu-high", Name = "CPU",
        Definition = RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.FromMinutes(5), new SeverityStep(Severity.Warning, 90, 85)),
    };

    private static readonly GroupTree Groups = new(
    [
        new() { Id = HostGroup.FleetId, Name = "Fleet" },
        new() { Id = Linux, ParentId = HostGroup.FleetId, Name = "Linux" },
        new() { Id = Web, ParentId = Linux, Name = "Web" },
    ]);

    [Fact]
    public void Without_overrides_everything_comes_from_the_fleet()
    {
        var rule = Of();
        Assert.Equal((90, "fleet"), (rule.Limit.Value, rule.Limit.From.ToString()));
        Assert.Equal((85, "fleet"), (rule.ClearLevel.Value, rule.ClearLevel.From.ToString()));
        Assert.False(rule.IsHostWish);
    }

    [Fact]
    public void Each_value_comes_from_the_nearest_level_that_sets_it()
    {
        var rule = Of(
            new RuleOverride { RuleId = 1, GroupId = Linux, Limit = 80, ClearLevel = 70, ForDuration = TimeSpan.FromMinutes(2) },
            new RuleOverride { RuleId = 1, GroupId = Web, ForDuration = TimeSpan.FromMinutes(1) },
            new RuleOverride { RuleId = 1, HostId = Host, Enabled = false },
            new RuleOverride { RuleId = 1, HostId = Host + 1, Limit = 5 },
            new RuleOverride { RuleId = 2, HostId = Host, Limit = 6 });
        Assert.Equal((80, "group Linux"), (rule.Limit.Value, rule.Limit.From.ToString()));
        Assert.Equal((70, "group Linux"), (rule.ClearLevel.Value, rule.ClearLevel.From.ToString()));
        Assert.Equal((TimeSpan.FromMinutes(1), "group Web"), (rule.ForDuration.Value, rule.ForDuration.From.ToString()));
        Assert.Equal((false, "host"), (rule.Enabled.Value, rule.Enabled.From.ToString()));
        Assert.True(rule.IsHostWish);
    }

    [Fact]
    public void A_limit_set_for_a_host_takes_the_clear_level_with_it()
    {
        var rule = Of(new RuleOverride { RuleId = 1, HostId = Host, Limit = 1 });
        Assert.Equal(85.0 / 90, rule.ClearLevel.Value, 9);
        Assert.Equal("host", rule.ClearLevel.From.ToString());
    }

    [Fact]
    public void Whatever_is_overridden_where_a_problem_clears_on_the_good_side_of_its_limit()
    {
        var overrides =
            from limit in Gen.OneOf(Gen.Constant((double?)null), Gen.Choose(0, 100).Select(v => (double?)v))
            from clear in Gen.OneOf(Gen.Constant((double?)null), Gen.Choose(0, 100).Select(v => (double?)v))
            from level in Gen.Choose(0, 2)
            select new RuleOverride
            {
                RuleId = 1, Limit = limit, ClearLevel = clear, HostId = level == 0 ? Host : null, GroupId = level == 0 ? null : level == 1 ? Web : Linux,
            };
        Prop.ForAll(overrides.ArrayOf().ToArbitrary(), all => Of(all).ClearLevel.Value <= Of(all).Limit.Value).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_step_of_a_ladder_is_overridden_by_its_severity_and_is_never_milder_than_the_one_below()
    {
        var ladder = new Rule
        {
            Id = 1, Key = "cpu-high", Name = "CPU",
            Definition = RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.Zero, new(Severity.Warning, 90, 85), new(Severity.Critical, 95, 90)),
        };
        var bent = EffectiveRule.Of(ladder, [new RuleOverride { RuleId = 1, GroupId = Linux, Steps = [new(Severity.Critical, 97)] }], Groups, Host, Web);
        Assert.Equal([90, 97], bent.Steps.Select(s => s.Limit.Value));
        Assert.Equal(("group Linux", 97.0 * 90 / 95), (bent.Steps[1].ClearLevel.From.ToString(), bent.Steps[1].ClearLevel.Value));
        var past = EffectiveRule.Of(ladder, [new RuleOverride { RuleId = 1, HostId = Host, Limit = 99 }], Groups, Host, Web);
        Assert.Equal([99, 99], past.Steps.Select(s => s.Limit.Value));
        Assert.Equal([1, 95], EffectiveRule.Of(ladder, [new RuleOverride { RuleId = 1, HostId = Host, Limit = 1 }], Groups, Host, Web).Steps.Select(s => s.Limit.Value));
    }

    [Fact]
    public void A_circle_of_groups_does_not_hang()
    {
        var circle = new GroupTree([new() { Id = 5, ParentId = 6, Name = "a" }, new() { Id = 6, ParentId = 5, Name = "b" }]);
        Assert.Equal([5, 6], circle.PathUp(5).Select(g => g.Id));
    }

    private static EffectiveRule Of(params RuleOverride[] overrides) => EffectiveRule.Of(Cpu, overrides, Groups, Host, Web);
}
