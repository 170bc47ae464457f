using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Series;
using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Detection.Series;

/// <summary>The detector's state: small, exact over a restart, and unharmed by what is no value.</summary>
public sealed class SeriesStateTests
{
    [Theory]
    [InlineData(10, 4)]
    [InlineData(60, 7300)]
    [InlineData(3600, 900)]
    [InlineData(300, 3)]
    public void A_restart_in_the_middle_changes_no_later_verdict_also_with_holes_and_what_is_not_learned(int step, int rowsBefore)
    {
        var rows = LiveShapes.Cpu(step, step * 12_500.0 / LiveShapes.DaySeconds, 3).Where((_, row) => row % 3000 is < 2400 or > 2450).ToList();
        foreach (var cut in (int[])[rowsBefore, 2000, 2400, 7203, 9001])
        {
            var whole = new SeriesDetector(DetectionPreset.Sensitive);
            var broken = new SeriesDetector(DetectionPreset.Sensitive);
            for (var row = 0; row < rows.Count; row++)
            {
                broken = row == cut ? Restarted(broken) : broken;
                var learn = row % 3600 is < 3590;
                Assert.Equal(whole.Observe(rows[row].Time, rows[row].Value, learn), broken.Observe(rows[row].Time, rows[row].Value, learn));
            }

            Assert.Equal(Saved(whole), Saved(broken));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(3600)]
    public void The_state_of_a_series_is_at_most_4_KB_resident(int step)
    {
        var rows = LiveShapes.Cpu(step, step * 400.0 / LiveShapes.DaySeconds, 1).ToList();
        long Made()
        {
            // All that it makes it keeps.
            var before = GC.GetAllocatedBytesForCurrentThread();
            var detector = new SeriesDetector(DetectionPreset.Quiet, ValueRange.Percent);
            foreach (var (time, value) in rows)
            {
                detector.Observe(time, value);
            }

            var made = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(Saved(detector).Length, 800, 4096);
            return made;
        }

        Made();
        Assert.InRange(Made(), 1000, 4096);
    }

    [Fact]
    public void What_is_no_number_or_no_later_time_changes_nothing()
    {
        var (clean, harmed) = (new SeriesDetector(DetectionPreset.Quiet), new SeriesDetector(DetectionPreset.Quiet));
        foreach (var (time, value) in LiveShapes.Cpu(10, .3, 2))
        {
            Assert.Equal(clean.Observe(time, value), harmed.Observe(time, value));
            foreach (var hostile in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            {
                Assert.False(harmed.Observe(time.AddSeconds(1), hostile).IsOnset);
            }

            harmed.Observe(time, 1e9);
            harmed.Observe(time.AddDays(-1), 1e9);
        }

        Assert.Equal(Saved(clean), Saved(harmed));
    }

    [Fact]
    public void Enormous_and_tiny_values_and_gaps_leave_readings_that_are_numbers()
    {
        var (random, detector, time) = (new Random(8), new SeriesDetector(DetectionPreset.Sensitive), LiveShapes.Start);
        double[] odd = [double.MaxValue, -double.MaxValue, double.Epsilon, 0, -0.0, 1e-300, 1e300, 42];
        for (var row = 0; row < 20_000; row++)
        {
            time = time.AddSeconds(random.Next(50) == 0 ? random.Next(1_000_000) : 10);
            var reading = detector.Observe(time, odd[random.Next(odd.Length)]);
            Assert.True(double.IsFinite(reading.Evidence) && reading.Score is >= 0 and <= 1 && !double.IsNaN(reading.Expected) && reading.Low <= reading.High);
        }
    }

    [Fact]
    public void What_is_not_to_be_learned_leaves_what_is_usual_as_it_was()
    {
        var (calm, served) = (new SeriesDetector(DetectionPreset.Quiet), new SeriesDetector(DetectionPreset.Quiet));
        foreach (var (time, value) in LiveShapes.Memory(300, 6, 2))
        {
            var inMaintenance = (time - LiveShapes.Start).TotalDays is >= 5 and < 5.5;
            calm.Observe(time, value);
            served.Observe(time, inMaintenance ? 95 : value, learn: !inMaintenance);
        }

        var next = LiveShapes.Start.AddDays(6);
        var (a, b) = (calm.Observe(next, 48), served.Observe(next, 48));
        Assert.Equal(a.Expected, b.Expected, .5);
        Assert.InRange(b.High - b.Low, .5 * (a.High - a.Low), 1.5 * (a.High - a.Low));
        Assert.True(served.Observe(next.AddMinutes(5), 95).IsAnomalous);
    }

    [Fact]
    public void A_state_of_another_version_or_cut_short_is_refused_and_the_detector_is_as_new()
    {
        var detector = new SeriesDetector(DetectionPreset.Quiet);
        foreach (var (time, value) in LiveShapes.Cpu(10, .1, 2))
        {
            detector.Observe(time, value);
        }

        var (good, fresh) = (Saved(detector), Saved(new SeriesDetector(DetectionPreset.Quiet)));
        foreach (var bad in (byte[][])[[], good[..^1], good[..100], [(byte)(good[0] + 1), .. good[1..]], [.. good[..^1], 77]])
        {
            Assert.Throws<InvalidDataException>(() => detector.Load(new BinaryReader(new MemoryStream(bad))));
            Assert.Equal(fresh, Saved(detector));
        }
    }

    private static SeriesDetector Restarted(SeriesDetector detector)
    {
        var loaded = new SeriesDetector(DetectionPreset.Sensitive);
        loaded.Load(new BinaryReader(new MemoryStream(Saved(detector))));
        return loaded;
    }

    private static byte[] Saved(SeriesDetector detector)
    {
        var stream = new MemoryStream();
        detector.Save(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
