using Monitor.Domain.Notifications.Sending;

namespace Monitor.Tests.Notifications;

public sealed class RetryPlanTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1.0, 15)]
    [InlineData(1, 0.5, 7.5)]
    [InlineData(1, 0.0, 1)]
    [InlineData(2, 1.0, 30)]
    [InlineData(5, 1.0, 240)]
    [InlineData(9, 1.0, 3600)]
    [InlineData(500, 1.0, 3600)]
    public void Fault_38_Each_wait_may_be_twice_as_long_as_the_one_before_up_to_an_hour_and_chance_spreads_them(int attempts, double chance, double seconds) =>
        Assert.Equal(Made + TimeSpan.FromSeconds(seconds), RetryPlan.Next(attempts, Made, Made, null, chance));

    [Fact]
    public void Fault_39_What_the_receiver_asks_for_is_waited_at_least()
    {
        var next = RetryPlan.Next(1, Made, Made, TimeSpan.FromMinutes(5), 0.5)!.Value;
        Assert.InRange(next, Made + TimeSpan.FromMinutes(5), Made + TimeSpan.FromMinutes(5.5));
        Assert.Equal(Made + RetryPlan.Longest, RetryPlan.Next(1, Made, Made, TimeSpan.FromDays(400), 0.5));
    }

    [Fact]
    public void Fault_38_After_a_day_it_is_given_up_but_not_before_it_was_tried_a_few_times()
    {
        var late = Made + TimeSpan.FromHours(23.9);
        Assert.Equal(Made + RetryPlan.Longest, RetryPlan.Next(9, Made, late, null, 1));
        Assert.Null(RetryPlan.Next(3, Made, Made + RetryPlan.Longest, null, 1));
        Assert.Equal(Made + TimeSpan.FromDays(30) + TimeSpan.FromSeconds(15), RetryPlan.Next(1, Made, Made + TimeSpan.FromDays(30), null, 1));
    }
}
