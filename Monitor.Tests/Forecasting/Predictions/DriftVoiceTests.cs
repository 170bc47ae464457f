using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>What a climb of hours says, and what says nothing.</summary>
public sealed class DriftVoiceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly RuleDefinition Rule = RuleDefinition.Of(
        "memory.used_percent", ConditionKind.Above, TimeSpan.FromMinutes(1), new(Severity.Warning, 75), new(Severity.Critical, 95)) with { Predicted = new(0.7, TimeSpan.FromDays(2)) };

    [Fact]
    public void A_leak_under_the_time_of_day_and_noise_is_seen_with_its_speed_and_the_time_that_is_left()
    {
        var random = new Random(3);
        var seen = Look(h => 45 + (6 * Math.Sin(h / 24 * 2 * Math.PI)) + (1.2 * Math.Max(0, h)) + (random.NextDouble() - 0.5), hours: 8)!;
        Assert.InRange(seen.PerDay, 20, 36);
        Assert.InRange((seen.ExpectedAt!.Value - seen.At).TotalHours, 12, 24);
        Assert.True(seen.Probability > 0.9 && seen.Severity == Severity.Warning && seen.EarliestAt < seen.ExpectedAt && seen.ExpectedAt < seen.LatestAt);
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("the day alone")]
    [InlineData("one jump")]
    [InlineData("a rotation each day")]
    [InlineData("a climb that is over")]
    public void What_does_not_climb_all_along_is_not_said(string shape)
    {
        var seen = Look(
            h => shape switch
            {
                "constant" => 50,
                "the day alone" => 50 + (15 * Math.Sin(h / 24 * 2 * Math.PI)),
                "one jump" => h < 6 ? 50 : 60,
                "a rotation each day" => 40 + (((h % 24) + 24) % 24),
                _ => 45 + Math.Clamp(h, 0, 4),
            }, hours: 12);
        Assert.True(seen is null or { Probability: 0 }, $"{seen}");
    }

    [Fact]
    public void A_free_amount_that_shrinks_is_the_same_upside_down()
    {
        var above = Look(h => 40 + Math.Max(0, h), hours: 9)!;
        var below = Look(h => 60 - Math.Max(0, h), hours: 9, Rule.WithFirst(Rule.First with { Kind = ConditionKind.Below, Steps = [new(Severity.Warning, 25)] }))!;
        Assert.Equal((above.Probability, above.ExpectedAt), (below.Probability, below.ExpectedAt));
        Assert.Equal(-above.PerDay, below.PerDay, 6);
    }

    [Fact]
    public void What_came_back_from_here_twice_by_itself_is_a_habit_and_what_was_never_here_is_none()
    {
        var rotated = History(h => 40 + (30 * ((((h + 5) % 36) + 36) % 36) / 36), 0);
        Assert.True(Returns.AreUsual(rotated, 60, 80, isBelow: false));
        Assert.False(Returns.AreUsual(rotated, 72, 80, isBelow: false));
        Assert.False(Returns.AreUsual(History(h => 40 + Math.Max(0, h + 20), 0), 60, 80, isBelow: false));
        Assert.True(Returns.AreUsual(History(h => 60 - (30 * ((((h + 5) % 36) + 36) % 36) / 36), 0), 40, 20, isBelow: true));
    }

    private static Sighting? Look(Func<double, double> byHour, double hours, RuleDefinition? rule = null)
    {
        var history = History(byHour, hours);
        return DriftVoice.Of(history, history.Values[^1], rule ?? Rule);
    }

    /// <summary>Eight days up to so many hours after the moment that counts as 0.</summary>
    private static SeriesHistory History(Func<double, double> byHour, double hours)
    {
        var values = Enumerable.Range(0, (int)(TimeSpan.FromDays(8) / Step)).Select(i => byHour(hours - (8 * 24) + ((i + 1) * Step.TotalHours))).ToArray();
        return new SeriesHistory(Start, Step, values, new ValueRange(0, 100));
    }
}
