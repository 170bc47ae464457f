using Monitor.Agent.Running;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent;

public sealed class TickTimerTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TickTimer _timer;
    private int _measured;

    public TickTimerTests() => _timer = new TickTimer(TimeSpan.FromSeconds(2), _clock);

    public void Dispose() => _timer.Dispose();

    [Fact]
    public async Task Ticks_that_nobody_asks_to_move_come_at_their_interval() => await ExpectAsync(2000, 2000, 2000);

    [Theory]
    [InlineData(-30, 1970)]
    [InlineData(45, 2045)]
    [InlineData(int.MaxValue, 2100)]
    [InlineData(int.MinValue, 1900)]
    public async Task A_move_is_one_other_pause_a_little_one_and_then_the_pace_is_what_it_was(int asked, int pause)
    {
        await ExpectAsync(2000);
        _timer.Move(asked);
        await ExpectAsync(2000, pause, 2000, 2000, 2000);
    }

    [Fact]
    public async Task What_is_asked_before_a_move_has_come_about_counts_no_more()
    {
        _timer.Move(40);
        await ExpectAsync(2000);
        _timer.Move(40);
        await ExpectAsync(2040, 2000, 2000);
    }

    /// <summary>So many milliseconds from tick to tick, of each of which measuring takes 300.</summary>
    private async Task ExpectAsync(params int[] gaps)
    {
        foreach (var gap in gaps)
        {
            var tick = _timer.WaitAsync(default).AsTask();
            var next = _clock.UntilNext!.Value;
            Assert.Equal(gap, _measured + next.TotalMilliseconds);
            _clock.Advance(next);
            await tick.WaitAsync(TimeSpan.FromSeconds(30));
            _clock.Advance(TimeSpan.FromMilliseconds(_measured = 300));
        }
    }
}
