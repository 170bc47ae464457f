using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Rules;

public sealed class RuleCheckTests
{
    [Theory]
    [InlineData(90, 85, 300)]
    [InlineData(0, 0, 0)]
    [InlineData(100, 100, 86_400)]
    public void Sensible_values_are_taken(double limit, double clear, int seconds) =>
        Assert.Empty(Errors(limit, clear, seconds));

    [Theory]
    [InlineData(90, 91, 300, "clear level must not be above")]
    [InlineData(101, 85, 300, "limit of CPU usage must be between 0 and 100")]
    [InlineData(90, -1, 300, "clear level of CPU usage must be between 0 and 100")]
    [InlineData(double.NaN, 1, 300, "limit must be a number")]
    [InlineData(90, 85, -1, "between 0 s and 1 day")]
    [InlineData(90, 85, 86_401, "between 0 s and 1 day")]
    public void An_error_says_what_would_be_right(double limit, double clear, int seconds, string error) =>
        Assert.Contains(Errors(limit, clear, seconds), e => e.Contains(error, StringComparison.Ordinal));

    [Fact]
    public void A_ladder_goes_from_mild_to_bad()
    {
        var held = TimeSpan.FromMinutes(1);
        Assert.Empty(RuleCheck.Errors(RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, held, new(Severity.Warning, 80), new(Severity.Critical, 95))));
        Assert.Contains("must not be milder", RuleCheck.Errors(
            RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, held, new(Severity.Warning, 95), new(Severity.Critical, 80))).Single());
        Assert.Contains("mildest first", RuleCheck.Errors(
            RuleDefinition.Of("cpu.used_percent", ConditionKind.Below, held, new(Severity.Critical, 5), new(Severity.Warning, 10))).Single());
    }

    [Fact]
    public void A_silent_host_needs_time_and_a_band_an_order()
    {
        Assert.Contains("10 s at the earliest", RuleCheck.Errors(
            RuleDefinition.Of("", ConditionKind.NoData, TimeSpan.FromSeconds(9), new SeverityStep(Severity.Critical))).Single());
        Assert.Empty(RuleCheck.Errors(RuleDefinition.Of("cpu.used_percent", ConditionKind.Outside, TimeSpan.Zero, new SeverityStep(Severity.Info, 90, 80, 10, 20))));
        Assert.Contains("A band goes from", RuleCheck.Errors(
            RuleDefinition.Of("cpu.used_percent", ConditionKind.Outside, TimeSpan.Zero, new SeverityStep(Severity.Info, 90, 80, 10, 85))).Single());
    }

    private static IReadOnlyList<string> Errors(double limit, double clear, int seconds) => RuleCheck.Errors(
        RuleDefinition.Of("cpu.used_percent", ConditionKind.Above, TimeSpan.FromSeconds(seconds), new SeverityStep(Severity.Warning, limit, clear)));
}
