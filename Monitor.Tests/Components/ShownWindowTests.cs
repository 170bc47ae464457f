using Monitor.Web.Components;

namespace Monitor.Tests.Components;

public sealed class ShownWindowTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    [Theory]
    [InlineData("7d", null, null, "7d", false)]
    [InlineData("nonsense", null, null, "15m", false)]
    [InlineData("6h", 2_000L, 1_000L, "6h", false)]
    [InlineData(null, -5L, 1_000L, "15m", false)]
    [InlineData(null, 1_000L, 1_600_000_000_000L, "15m", false)]
    [InlineData(null, 1_700_000_000_001L, 1_700_000_060_000L, "15m", false)]
    [InlineData(null, long.MinValue, long.MaxValue, "15m", false)]
    [InlineData(null, 1_699_999_000_000L, long.MaxValue, "15m", false)]
    [InlineData("6h", 1_000L, 2_000L, "6h", true)]
    public void A_window_that_cannot_be_read_or_has_not_begun_is_the_usual_one(string? range, long? from, long? to, string key, bool isFixed)
    {
        var window = ShownWindow.Read(range, from, to, "15m", Now);
        Assert.Equal((key, isFixed), (window.Key, window.IsFixed));
    }

    [Fact]
    public void A_window_ends_at_most_a_day_ahead_and_a_moving_one_now()
    {
        var from = Now.AddDays(-1);
        var window = ShownWindow.Read(null, from.ToUnixTimeMilliseconds(), Now.AddDays(300).ToUnixTimeMilliseconds(), "15m", Now);
        Assert.Equal((from, Now.AddDays(1)), window.At(Now));
        Assert.Equal((Now.AddMinutes(-15), Now), ShownWindow.Last("15m").At(Now));
    }
}
