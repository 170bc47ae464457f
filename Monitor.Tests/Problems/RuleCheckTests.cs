using Monitor.Domain.Problems;

namespace Monitor.Tests.Problems;

public sealed class RuleCheckTests
{
    private static readonly Rule Cpu = new() { Key = "cpu-high", Name = "CPU", Metric = "cpu.used_percent" };

    [Theory]
    [InlineData(90, 85, 300)]
    [InlineData(0, 0, 0)]
    [InlineData(100, 100, 86_400)]
    public void Sensible_values_are_taken(double limit, double clear, int seconds) =>
        Assert.Empty(RuleCheck.Errors(Cpu, limit, clear, TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(90, 91, 300, "clear level must not be above")]
    [InlineData(101, 85, 300, "limit of CPU usage must be between 0 and 100")]
    [InlineData(90, -1, 300, "clear level of CPU usage must be between 0 and 100")]
    [InlineData(double.NaN, 1, 300, "limit must be a number")]
    [InlineData(90, 85, -1, "between 0 s and 1 day")]
    [InlineData(90, 85, 86_401, "between 0 s and 1 day")]
    public void An_error_says_what_would_be_right(double limit, double clear, int seconds, string error) =>
        Assert.Contains(RuleCheck.Errors(Cpu, limit, clear, TimeSpan.FromSeconds(seconds)), e => e.Contains(error, StringComparison.Ordinal));
}
