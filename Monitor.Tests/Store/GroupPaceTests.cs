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
    [InlineData(60, 50)]
    [InlineData(61, 20)]
    [InlineData(300, 20)]
    [InlineData(301, 10)]
    [InlineData(1000, 10)]
    public void An_idle_writer_waits_for_nobody_a_busy_one_50_ms_at_most_and_one_whose_groups_are_large_less(int lastGroup, int milliseconds) =>
        Assert.Equal(milliseconds, GroupPace.After(lastGroup).TotalMilliseconds);
}
