using Monitor.Web.Intake;

namespace Monitor.Tests.Intake;

public sealed class TickDensityTests
{
    [Fact]
    public void A_stream_has_room_for_twenty_ticks_a_second_of_each_hour_and_no_more()
    {
        var density = new TickDensity();
        var hour = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        Assert.All(Enumerable.Range(0, TickDensity.MostAnHour), i => Assert.True(density.Take(1, hour.AddMilliseconds(i * 50))));

        Assert.False(density.Take(1, hour.AddMinutes(59)));
        Assert.True(density.Take(1, hour.AddHours(1)));
        Assert.True(density.Take(2, hour));
    }
}
