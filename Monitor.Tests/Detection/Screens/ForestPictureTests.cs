using Monitor.Domain.Detection.Classical;
using Monitor.Web.Detection.Screens.Forest;

namespace Monitor.Tests.Detection.Screens;

public sealed class ForestPictureTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 55)]
    [InlineData(12, 97)]
    [InlineData(47, 53)]
    [InlineData(99, 100)]
    [InlineData(0, 100)]
    public void An_axis_has_round_ends_and_marks_and_every_value_on_it(double low, double high)
    {
        var scale = ForestScale.Of([high, low, (low + high) / 2]);
        Assert.InRange(scale.From, 0, low);
        Assert.InRange(scale.To, high, 100);
        Assert.True(scale.To - scale.From >= 20 && scale.From % 10 == 0 && scale.To % 10 == 0, $"{scale.From} to {scale.To}");
        Assert.All(scale.Marks, m => Assert.InRange(m, scale.From, scale.To));
        Assert.InRange(scale.Marks.Count, 3, 6);
        Assert.Equal((high - low) / (scale.To - scale.From), scale.At(high) - scale.At(low), 9);
    }

    [Fact]
    public void A_moving_average_is_of_the_steps_before_each_point_and_of_no_pause()
    {
        int[] minutes = [1, 2, 3, 4, 10];
        var uses = minutes.Select(m => Use(m, m)).ToList();
        Assert.Equal([1, 1.5, 2, 3, 10], MovingAverage.Of(uses, 3, Step).Select(u => u.CpuPercent));
        Assert.Equal(uses.Select(u => u.Time), MovingAverage.Of(uses, 3, Step).Select(u => u.Time));
        Assert.Same(uses, MovingAverage.Of(uses, 1, Step));
    }

    [Fact]
    public void A_host_whose_newest_point_is_old_is_late_and_not_unusual_now()
    {
        var machine = new ForestMachine(1, "backup-1", [new ForestPoint(Use(1, 0), -0.1, true)], 1);
        Assert.False(machine.IsLate(Start + 4 * Step, Step));
        Assert.True(machine.IsLate(Start + 5 * Step, Step));
    }

    [Fact]
    public void What_is_not_known_is_left_out_of_an_average()
    {
        var mean = MovingAverage.Of([Use(1, 10, read: double.NaN), Use(2, 20, read: 5), Use(3, 30, read: double.NaN)], 2, Step);
        Assert.Equal([double.NaN, 5, 5], mean.Select(u => u.DiskRead));
    }

    private static HostUse Use(int minute, double cpu, double read = 0) => new(Start + (Step * minute), cpu, 50, read, 0, 0, 0);
}
