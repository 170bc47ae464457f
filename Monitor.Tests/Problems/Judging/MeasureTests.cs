using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems.Judging;

public sealed class MeasureTests
{
    private static readonly DateTimeOffset Start = JudgedRule.Start;

    [Theory]
    [InlineData(Measure.Mean, 40.5)]
    [InlineData(Measure.Minimum, 31)]
    [InlineData(Measure.Maximum, 50)]
    [InlineData(Measure.Change, 19)]
    public void A_measure_is_of_the_last_window(Measure measure, double expected)
    {
        var window = new MeasureWindow(measure, TimeSpan.FromSeconds(20 * 60));
        var last = double.NaN;
        for (var i = 1; i <= 50; i++)
        {
            last = window.Add(Start.AddMinutes(i).UtcTicks, i);
            Assert.Equal(i < 21, double.IsNaN(last));
        }

        Assert.Equal(expected, last);
    }

    [Fact]
    public void Whatever_comes_the_measures_are_those_of_the_samples_in_the_window()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var length = TimeSpan.FromSeconds(random.Next(1, 100) * 60);
            var width = length.Ticks / MeasureWindow.Buckets;
            var windows = new[] { Measure.Mean, Measure.Minimum, Measure.Maximum, Measure.Change }.Select(m => new MeasureWindow(m, length)).ToArray();
            var samples = new List<(long Time, double Value)>();
            var (now, began) = (Start.UtcTicks, Start.UtcTicks);
            for (var i = 0; i < 400; i++)
            {
                now += random.Next(20) == 0 ? length.Ticks * random.Next(1, 3) : random.NextInt64(1, width * 3);
                samples.RemoveAll(s => s.Time / width <= (now / width) - MeasureWindow.Buckets);
                began = samples.Count == 0 ? now : began;
                samples.Add((now, Math.Round(random.NextDouble() * 100, 3)));
                var values = samples.ConvertAll(s => s.Value);
                double[] expected = now - began < length.Ticks - width ? [double.NaN, double.NaN, double.NaN, double.NaN]
                    : [values.Average(), values.Min(), values.Max(), values[^1] - values[0]];
                for (var m = 0; m < windows.Length; m++)
                {
                    Assert.Equal(expected[m], windows[m].Add(now, samples[^1].Value), 9);
                }
            }
        }
    }

    [Fact]
    public void Adding_a_sample_allocates_nothing()
    {
        var rule = new JudgedRule(new RuleDefinition
        {
            Conditions = [new() { Metric = "x", Measure = Measure.Mean, Window = TimeSpan.FromMinutes(1), Steps = [new(Severity.Warning, 1e9)] }],
        }, ("x", ""));
        var stream = rule.Plan.Stream(1)!;
        double[] values = [1.5];
        Walk(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Walk(int from)
        {
            for (var i = from; i < from + 1000; i++)
            {
                var now = Start.UtcTicks + (i * TimeSpan.TicksPerSecond);
                stream.Begin(now);
                Assert.True(stream.Next(0, now, values, out _) < 0);
            }
        }
    }

    [Fact]
    public void A_change_against_last_week_is_in_percent_of_what_was_then()
    {
        var rule = new JudgedRule(new RuleDefinition
        {
            Conditions =
            [
                new() { Metric = "cpu.used_percent", Measure = Measure.LastWeekChange, Window = TimeSpan.FromMinutes(10), Steps = [new(Severity.Warning, 100)] },
            ],
        }, ("cpu.used_percent", ""));
        var series = rule.Watch.Series[0][0];
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(rule.Take(Start.AddMinutes(i), 50));
        }

        series.LastWeek!.Load(Start.AddDays(-7), [.. Enumerable.Repeat(20.0, 25), .. Enumerable.Repeat(40.0, 25)]);
        var told = rule.Told(Start.AddMinutes(20), 50)!;
        Assert.Equal(150, told.Value);
        Assert.Equal("CPU usage differs by 150 % from the same time last week, beyond the limit of 100 %", told.Summary);
        Assert.Equal(25, Later(), 6);
        Assert.Equal(Start.AddMinutes(50), series.LastWeek.LoadedUntil);

        double Later()
        {
            for (var i = 21; i < 40; i++)
            {
                rule.Take(Start.AddMinutes(i), 50);
            }

            return series.Value;
        }
    }

    [Fact]
    public void Against_a_week_of_which_too_little_is_known_nothing_is_said()
    {
        var week = new WeekAgo();
        week.Load(Start.AddDays(-7), [1, double.NaN, double.NaN, double.NaN, 5, 5]);
        Assert.True(double.IsNaN(week.Mean(Start.UtcTicks, Start.AddMinutes(4).UtcTicks)));
        Assert.Equal(5, week.Mean(Start.AddMinutes(3).UtcTicks, Start.AddMinutes(6).UtcTicks));
        Assert.True(double.IsNaN(week.Mean(Start.AddMinutes(3).UtcTicks, Start.AddMinutes(7).UtcTicks)));
        Assert.True(double.IsNaN(week.Mean(Start.AddMinutes(-1).UtcTicks, Start.AddMinutes(1).UtcTicks)));
    }
}
