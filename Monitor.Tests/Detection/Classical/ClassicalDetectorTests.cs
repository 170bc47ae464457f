using Monitor.Domain.Detection;

namespace Monitor.Tests.Detection.Classical;

/// <summary>What holds for each detector that can be chosen by name.</summary>
public sealed class ClassicalDetectorTests
{
    private const int Day = 288;
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Names => ["three_sigma", "rolling_z", "ewma", "seasonal_z"];

    [Fact]
    public void A_detector_that_there_is_not_is_answered_with_those_that_there_are() =>
        Assert.Contains("rolling_z", Assert.Throws<ArgumentException>(() => Detectors.Create("crystal_ball", DetectionPreset.Quiet)).Message);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lasting_excursion_is_told_once_and_a_spike_of_one_value_only_by_the_sensitive_preset(string name)
    {
        Assert.Equal(name, Detectors.Create(name, DetectionPreset.Quiet).Name);
        var lasting = Values(6 * Day, i => i is >= 1600 and < 1604 ? 200 : 0);
        var quiet = Run(name, DetectionPreset.Quiet, lasting);
        Assert.Equal([1601], quiet.Index().Where(r => r.Item.IsOnset && r.Index >= 1590).Select(r => r.Index));
        Assert.Equal(AnomalyKind.Spike, quiet[1601].Kind);
        Assert.True(quiet[1601].Low < quiet[1601].Expected && quiet[1601].Expected < quiet[1601].High && quiet[1601].Score > .5);

        var spike = Values(6 * Day, i => i == 1600 ? 200 : 0);
        Assert.False(Run(name, DetectionPreset.Quiet, spike)[1600].IsAnomalous);
        Assert.True(Run(name, DetectionPreset.Sensitive, spike)[1600].IsOnset);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_begins_within_an_hour_of_an_alarm_is_told_when_that_hour_is_over_and_once(string name)
    {
        var quiet = Run(name, DetectionPreset.Quiet, Values(6 * Day, i => i is >= 1600 and < 1602 ? 200 : i is >= 1606 and < 1622 ? 900 * Math.Pow(3, i - 1606) : 0));
        Assert.Equal([1601, 1614], quiet.Index().Where(r => r.Item.IsOnset && r.Index >= 1590).Select(r => r.Index));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_unusual_values_with_a_hole_between_them_are_not_two_in_a_row(string name)
    {
        bool Tells(int missing)
        {
            var detector = Detectors.Create(name, DetectionPreset.Quiet);
            var told = false;
            foreach (var (value, i) in Values(6 * Day, i => i >= 1600 ? 200 : 0)[..1602].Select((v, i) => (v, i)))
            {
                told = detector.Observe(Start.AddMinutes(5 * (i < 1601 ? i : i + missing)), value).IsOnset;
            }

            return told;
        }

        Assert.True(Tells(2));
        Assert.False(Tells(3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_to_be_learned_is_judged_and_forgotten(string name)
    {
        var (calm, served) = (Detectors.Create(name, DetectionPreset.Quiet), Detectors.Create(name, DetectionPreset.Quiet));
        foreach (var (value, i) in Values(6 * Day, _ => 0).Select((v, i) => (v, i)))
        {
            var isServed = i is >= 1500 and < 1510;
            Assert.False(calm.Observe(Start.AddMinutes(5 * i), value, learn: !isServed).IsOnset && i >= 1500);
            var reading = served.Observe(Start.AddMinutes(5 * i), isServed ? 500 : value, learn: !isServed);
            Assert.Equal(isServed, reading.Kind == AnomalyKind.Spike && i >= 1500);
        }

        var next = Start.AddDays(6);
        Assert.Equal(calm.Observe(next, 51).Expected, served.Observe(next, 51).Expected);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Labels_move_the_limit_both_ways(string name)
    {
        bool Tells(double factor, double by)
        {
            var detector = Detectors.Create(name, DetectionPreset.Sensitive);
            detector.ThresholdFactor = factor;
            return Values(6 * Day, i => i == 1600 ? by : 0)[..1601].Select((v, i) => detector.Observe(Start.AddMinutes(5 * i), v)).Last().IsOnset;
        }

        var least = Enumerable.Range(1, 200).First(by => Tells(1, by / 10.0)) / 10.0;
        Assert.True(Tells(.8, least - .2));
        Assert.False(Tells(1, least - .2));
        Assert.False(Tells(1.5, least + .2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Detectors.Create(name, DetectionPreset.Quiet).ThresholdFactor = 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restart_in_the_middle_changes_no_later_bit_also_with_holes_and_what_is_not_learned_and_a_broken_state_leaves_it_as_new(string name)
    {
        var values = Values(6 * Day, i => i is >= 1600 and < 1604 ? 200 : 0);
        AnomalyReading Next(IAnomalyDetector detector, int i) => detector.Observe(Start.AddMinutes(5 * (i < 1700 ? i : i + 40)), values[i], learn: i is < 1610 or > 1640);
        var (whole, first, second) = (Detectors.Create(name, DetectionPreset.Quiet), Detectors.Create(name, DetectionPreset.Quiet), Detectors.Create(name, DetectionPreset.Quiet));
        byte[] state = [];
        foreach (var cut in (int[])[1601, 1620, 1700])
        {
            (whole, first, second) = (Detectors.Create(name, DetectionPreset.Quiet), Detectors.Create(name, DetectionPreset.Quiet), Detectors.Create(name, DetectionPreset.Quiet));
            for (var i = 0; i < cut; i++)
            {
                Assert.Equal(Next(whole, i), Next(first, i));
            }

            second.Load(new BinaryReader(new MemoryStream(state = Saved(first))));
            Assert.All(Enumerable.Range(cut, values.Length - cut), i => Assert.Equal(Next(whole, i), Next(second, i)));
            Assert.Equal(Saved(whole), Saved(second));
        }

        Assert.Throws<InvalidDataException>(() => first.Load(new BinaryReader(new MemoryStream(state[..^1]))));
        Assert.Equal(Saved(Detectors.Create(name, DetectionPreset.Quiet)), Saved(first));
        Assert.Throws<InvalidDataException>(() => first.Load(new BinaryReader(new MemoryStream([99, .. state[1..]]))));
        Assert.InRange(state.Length, 1, 4096);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_values_are_borne_and_change_nothing_where_they_are_no_numbers(string name)
    {
        var detector = Detectors.Create(name, DetectionPreset.Quiet);
        foreach (var (value, i) in Values(4 * Day, _ => 0).Select((v, i) => (v, i)))
        {
            detector.Observe(Start.AddMinutes(5 * i), value);
        }

        var state = Saved(detector);
        detector.Observe(Start.AddDays(5), double.NaN);
        detector.Observe(Start.AddDays(5), double.PositiveInfinity);
        detector.Observe(Start, 5);
        Assert.Equal(state, Saved(detector));
        foreach (var (value, i) in new[] { double.MaxValue, -double.MaxValue, double.Epsilon, 1e300 }.Index().Select(p => (p.Item, p.Index)))
        {
            var reading = detector.Observe(Start.AddDays(5).AddMinutes(i), value);
            Assert.True(double.IsFinite(reading.Evidence) && reading.Score is >= 0 and <= 1, $"{value}: {reading}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Windows_are_durations_so_that_a_finer_grid_says_the_same_of_the_same_curve(string name)
    {
        var detector = Detectors.Create(name, DetectionPreset.Quiet);
        var onsets = new List<TimeSpan>();
        var random = new Random(5);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromDays(5); at += TimeSpan.FromMinutes(1))
        {
            var value = 50 + (2 * random.NextDouble()) + (at.TotalDays is > 4.5 and < 4.51 ? 200 : 0);
            if (detector.Observe(Start + at, value).IsOnset)
            {
                onsets.Add(at);
            }
        }

        Assert.Equal([4.5], onsets.Select(o => Math.Round(o.TotalDays, 2)));
    }

    private static double[] Values(int count, Func<int, double> extra)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count).Select(i => 50 + (2 * random.NextDouble()) + extra(i))];
    }

    private static AnomalyReading[] Run(string name, DetectionPreset preset, double[] values)
    {
        var detector = Detectors.Create(name, preset);
        return [.. values.Select((v, i) => detector.Observe(Start.AddMinutes(5 * i), v))];
    }

    private static byte[] Saved(IAnomalyDetector detector)
    {
        using var bytes = new MemoryStream();
        detector.Save(new BinaryWriter(bytes));
        return bytes.ToArray();
    }
}
