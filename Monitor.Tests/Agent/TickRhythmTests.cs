using Monitor.Agent.Running;

namespace Monitor.Tests.Agent;

public sealed class TickRhythmTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly TickRhythm _rhythm = new(Interval);

    [Fact]
    public void Ticks_that_nobody_asks_to_move_do_not() => Assert.Null(_rhythm.Change());

    [Fact]
    public void A_move_is_one_other_pause_and_what_was_asked_before_it_came_about_counts_no_more()
    {
        _rhythm.Move(-30);
        Assert.Equal(TimeSpan.FromMilliseconds(1970), _rhythm.Change());
        _rhythm.Move(-30);
        Assert.Equal(Interval, _rhythm.Change());
        Assert.Null(_rhythm.Change());
        _rhythm.Move(10);
        Assert.Equal(TimeSpan.FromMilliseconds(2010), _rhythm.Change());
    }

    [Theory]
    [InlineData(int.MaxValue, 2100)]
    [InlineData(int.MinValue, 1900)]
    public void A_server_that_asks_for_much_gets_little(int asked, int pause)
    {
        _rhythm.Move(asked);
        Assert.Equal(TimeSpan.FromMilliseconds(pause), _rhythm.Change());
    }
}
