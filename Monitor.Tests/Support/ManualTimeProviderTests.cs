namespace Monitor.Tests.Support;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it_and_not_before()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromSeconds(10), clock);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_each_period()
    {
        var clock = new ManualTimeProvider();
        var times = new List<DateTimeOffset>();
        using var timer = clock.CreateTimer(_ => times.Add(clock.GetUtcNow()), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        var start = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal([start.AddSeconds(2), start.AddSeconds(4), start.AddSeconds(6)], times);
    }

    [Fact]
    public void A_step_of_the_wall_clock_leaves_the_monotonic_clock_alone()
    {
        var clock = new ManualTimeProvider();
        var before = clock.GetTimestamp();
        clock.StepWallClock(TimeSpan.FromHours(-1));
        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(before));
    }
}
