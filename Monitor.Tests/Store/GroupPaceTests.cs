using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class GroupPaceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 20)]
    [InlineData(4, 20)]
    [InlineData(5, 50)]
    [InlineData(1000, 50)]
    public void An_idle_writer_waits_for_nobody_and_a_busy_one_50_ms_at_most(int lastGroup, int milliseconds) =>
        Assert.Equal(milliseconds, GroupPace.After(lastGroup).TotalMilliseconds);
}
