using Monitor.Domain.Wire;
using Monitor.Tests.Support;
using Monitor.Web.Intake;

namespace Monitor.Tests.Intake;

public sealed class ArrivalSlotsTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(5, null)]
    [InlineData(6, -6)]
    [InlineData(100, -100)]
    [InlineData(101, 99)]
    [InlineData(194, 6)]
    [InlineData(195, null)]
    [InlineData(1_230, -30)]
    public void Who_comes_between_two_slots_is_told_of_the_nearer_one(long milliseconds, int? shift) =>
        Assert.Equal(shift, ArrivalSlots.Shift(DateTimeOffset.UnixEpoch.AddYears(56).AddMilliseconds(milliseconds)));

    [Fact]
    public async Task One_tick_is_answered_with_when_to_come_and_a_backlog_or_new_names_are_not()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1000).AddMilliseconds(130));
        await using var small = new SmallApplication(clock);
        await small.StartAsync();
        using var agent = await TestAgent.CreateAsync(small.Application);
        var now = clock.GetUtcNow();
        var schema = TestAgent.Schema(TestAgent.Series("cpu.used_percent"));
        var names = await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now.AddSeconds(-6), [1])));
        var one = await agent.StoreAsync(TestAgent.Batch(2, now, schema, (now, [1])) with { Schemas = null });
        var two = await agent.StoreAsync(TestAgent.Batch(3, now, schema, (now.AddSeconds(-4), [1]), (now.AddSeconds(-2), [1])) with { Schemas = null });
        clock.Advance(TimeSpan.FromMilliseconds(70));
        var prompt = await agent.StoreAsync(TestAgent.Batch(4, clock.GetUtcNow(), schema, (clock.GetUtcNow(), [1])) with { Schemas = null });

        Assert.Equal([(1, null), (1, 70), (2, null), (1, (int?)null)], new[] { names, one, two, prompt }.Select(a => (a.Accepted, a.Shift)));
    }
}
