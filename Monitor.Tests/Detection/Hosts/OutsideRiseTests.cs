using Monitor.Domain.Detection.Hosts;

namespace Monitor.Tests.Detection.Hosts;

public sealed class OutsideRiseTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    [Fact]
    public void Nothing_is_said_before_an_hour_is_known()
    {
        var rise = new OutsideRise(Step);
        var first = Enumerable.Range(0, 20).First(_ => !double.IsNaN(rise.Take(1, keep: true)));

        // An hour of rows, and the two that are left out.
        Assert.Equal(12 + 2, first);
    }

    [Fact]
    public void A_row_is_compared_with_what_three_in_four_of_five_hours_reached_and_not_with_the_two_before_it()
    {
        var rise = new OutsideRise(Step);
        for (var row = 0; row < 60; row++)
        {
            rise.Take(row % 4 == 0 ? 8 : 2, keep: true);
        }

        Assert.Equal(5 - 2, rise.Take(5, keep: true));
        Assert.Equal(5 - 2, rise.Take(5, keep: true));
        for (var row = 0; row < 60; row++)
        {
            rise.Take(5, keep: true);
        }

        Assert.Equal(0, rise.Take(5, keep: true));
    }

    [Fact]
    public void What_is_not_kept_changes_nothing_and_a_copy_goes_its_own_way()
    {
        var rise = new OutsideRise(Step);
        for (var row = 0; row < 40; row++)
        {
            rise.Take(1, keep: true);
            rise.Take(9, keep: false);
        }

        var copy = rise.Copy();
        for (var row = 0; row < 60; row++)
        {
            copy.Take(7, keep: true);
        }

        Assert.Equal(2, rise.Take(3, keep: true));
        Assert.Equal(-4, copy.Take(3, keep: true));
    }

    [Fact]
    public void What_was_written_goes_on_the_same_at_any_pace_of_rows()
    {
        foreach (var step in new[] { TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), Step, TimeSpan.FromHours(1), TimeSpan.FromDays(1) })
        {
            var random = new Random(1);
            var rise = new OutsideRise(step);
            for (var row = 0; row < 700; row++)
            {
                rise.Take(random.NextDouble(), keep: true);
            }

            using var bytes = new MemoryStream();
            rise.Write(new BinaryWriter(bytes));
            bytes.Position = 0;
            var read = OutsideRise.Read(new BinaryReader(bytes), step);
            Assert.All(Enumerable.Range(0, 700).Select(_ => random.NextDouble()), value => Assert.Equal(rise.Take(value, keep: true), read.Take(value, keep: true)));
        }
    }
}
