using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Problems.Rules.Editing;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Tests.Problems.Rules;

/// <summary>What a rule says about the time before its limit is crossed, wherever rules are kept, read and shown.</summary>
public sealed class PredictedPartTests
{
    private static readonly RuleNames Names = new([(1, "Fleet")], []);
    private static readonly RuleDefinition Plain = RuleDefinition.Of("disk.used_percent", ConditionKind.Above, TimeSpan.FromMinutes(1), new SeverityStep(Severity.Warning, 80, 78));
    private static readonly RuleDefinition Foreseen = Plain with { Predicted = new(0.75, TimeSpan.FromDays(4)) };

    [Fact]
    public void A_rule_without_it_is_kept_and_read_as_it_always_was()
    {
        const string Stored = """{"schema":1,"where":{"groups":[],"tags":[],"hosts":[]},"conditions":[{"metric":"disk.used_percent","labels":[],"kind":"Above","measure":"Last","window":0,"steps":[{"severity":"Warning","limit":80,"clearLevel":78}],"text":""}],"combine":"All","for":60}""";
        Assert.Equal(Stored, RuleJson.Write(Plain));
        Assert.Null(RuleJson.Read(Stored).Predicted);
        Assert.Equal(Stored, RuleJson.Write(RuleJson.Read(Stored)));
    }

    [Fact]
    public void It_is_kept_in_JSON_and_said_in_the_rules_sentence()
    {
        var json = RuleJson.Write(Foreseen);
        Assert.Contains("\"predicted\":{\"probability\":0.75,\"within\":345600}", json, StringComparison.Ordinal);
        Assert.Equal(Foreseen.Predicted, RuleJson.Read(json).Predicted);
        Assert.Equal("Disk usage above 80 % for 1 min: Warning; predicted up to 4 d ahead from a probability of 75 %", RuleSentence.Of(Foreseen));
    }

    [Fact]
    public void A_file_and_the_editor_give_back_what_they_were_given()
    {
        var rule = new Rule { Key = "a", Name = "A", Definition = Foreseen };
        var (read, errors) = RuleYaml.Read(RuleYamlText.Of([rule], Names), Names);
        Assert.Empty(errors);
        Assert.Equal(Foreseen.Predicted, Assert.Single(read).Definition.Predicted);
        var (draft, wrong) = RuleForm.Of(RuleDraft.Of(rule)).Read();
        Assert.Empty(wrong);
        Assert.True(RuleJson.AreSame(Foreseen, draft!.Definition));
        var off = RuleForm.Of(RuleDraft.Of(rule));
        off.IsPredicted = false;
        Assert.True(RuleJson.AreSame(Plain, off.Read().Draft!.Definition));
    }

    [Theory]
    [InlineData("predicted: {probability: likely, within: 1 d}", "probability is a number")]
    [InlineData("predicted: {probability: 0.7, within: soon}", "within is a duration")]
    [InlineData("predicted: {chance: 0.7}", "chance is not known here")]
    [InlineData("predicted: 0.7", "predicted is a map")]
    [InlineData("predicted: {within: 1 d}", "between 5 and 99 %")]
    public void A_slip_of_the_pen_in_a_file_is_named(string line, string expected)
    {
        var yaml = $"monitor-rules: 1\nrules:\n  - key: a\n    {line}\n    conditions: [{{metric: cpu.used_percent, steps: [{{limit: 90}}]}}]\n";
        Assert.Contains(expected, Assert.Single(RuleYaml.Read(yaml, Names).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.05, 600, true)]
    [InlineData(0.99, 90 * 86_400, true)]
    [InlineData(0.04, 600, false)]
    [InlineData(1, 600, false)]
    [InlineData(double.NaN, 600, false)]
    [InlineData(0.5, 599, false)]
    [InlineData(0.5, (90 * 86_400) + 1, false)]
    public void Probability_and_time_have_sensible_bounds(double probability, int seconds, bool isFine) =>
        Assert.Equal(isFine, RuleCheck.Errors(Plain with { Predicted = new(probability, TimeSpan.FromSeconds(seconds)) }).Count == 0);

    [Fact]
    public void Only_a_level_against_one_limit_can_be_predicted()
    {
        var part = new PredictedPart(0.7, TimeSpan.FromDays(1));
        Assert.Empty(RuleCheck.Errors(With(Plain.First with { Kind = ConditionKind.Below, Steps = [new(Severity.Warning, 10)] })));
        Assert.Empty(RuleCheck.Errors(With(Plain.First with { Measure = Measure.Mean, Window = TimeSpan.FromMinutes(5) })));
        RuleDefinition[] not =
        [
            With(Plain.First with { Measure = Measure.Change, Window = TimeSpan.FromMinutes(5) }),
            With(Plain.First with { Kind = ConditionKind.Outside, Steps = [new(Severity.Warning, 90, 80, 1, 2)] }),
            With(new Condition { Metric = "agent.clock", Kind = ConditionKind.StateText, Text = "*", Steps = [new(Severity.Info)] }),
            Plain with { Conditions = [Plain.First, Plain.First], Predicted = part },
        ];
        Assert.All(not, d => Assert.Contains("can be predicted", Assert.Single(RuleCheck.Errors(d)), StringComparison.Ordinal));

        RuleDefinition With(Condition condition) => Plain with { Conditions = [condition], Predicted = part };
    }
}
