using System.Text.Json;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class RuleJsonTests
{
    private static readonly RuleDefinition Full = new()
    {
        Where = new HostScope { Groups = [2], Tags = ["role=web"], Hosts = [7] },
        Conditions =
        [
            new()
            {
                Metric = "disk.used_percent", Labels = [new("mount", LabelOperator.Like, "/data*")], Measure = Measure.Mean, Window = TimeSpan.FromMinutes(10),
                Steps = [new(Severity.Warning, 80, 78), new(Severity.Critical, 95)],
            },
            new() { Metric = "load.1m", Kind = ConditionKind.Outside, Steps = [new(Severity.Info, 9, 8, 1, 2)] },
        ],
        Combine = Combination.Any,
        For = TimeSpan.FromSeconds(90),
        ClearFor = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public void What_is_written_is_read_again_the_same()
    {
        var json = RuleJson.Write(Full);
        Assert.True(RuleJson.AreSame(Full, RuleJson.Read(json)));
        Assert.Contains("\"for\":90,", json, StringComparison.Ordinal);
        Assert.DoesNotContain("isAll", json, StringComparison.Ordinal);
        Assert.False(RuleJson.AreSame(Full, Full with { For = TimeSpan.Zero }));
    }

    [Fact]
    public void What_is_left_out_is_the_default()
    {
        var read = RuleJson.Read("""{"conditions":[{"metric":"cpu.used_percent","kind":"Below","steps":[{"severity":"Info","limit":3}]}]}""");
        Assert.True(RuleJson.AreSame(RuleDefinition.Of("cpu.used_percent", ConditionKind.Below, TimeSpan.Zero, new SeverityStep(Severity.Info, 3)), read));
        Assert.True(read.Where.IsAll);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"conditions":[]}""")]
    [InlineData("""{"conditions":[{"metric":"a","steps":[]}]}""")]
    [InlineData("""{"conditions":[{"metric":"a","steps":[{"severity":"Awful"}]}]}""")]
    [InlineData("""{"conditions":[null]}""")]
    [InlineData("""{"conditions":[{"metric":null,"steps":[{"severity":"Info"}]}]}""")]
    [InlineData("""{"conditions":[{"metric":"a","steps":[null]}]}""")]
    [InlineData("""{"conditions":[{"metric":"a","labels":[{"name":"a"}],"steps":[{"severity":"Info"}]}]}""")]
    [InlineData("""{"schema":2,"conditions":[{"metric":"a","steps":[{"severity":"Info"}]}]}""")]
    [InlineData("""{"for":1e300,"conditions":[{"metric":"a","steps":[{"severity":"Info"}]}]}""")]
    public void What_is_no_rule_is_refused(string json) => Assert.Throws<JsonException>(() => RuleJson.Read(json));
}
