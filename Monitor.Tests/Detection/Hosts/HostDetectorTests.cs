using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;

namespace Monitor.Tests.Detection.Hosts;

public sealed class HostDetectorTests
{
    private const int Learned = 10 * HostShapes.Day;
    private static readonly double[][] Rows = HostShapes.Rows(13, 1);
    private static readonly double[][] Past = Rows[..Learned];
    private static readonly double[][] Next = Rows[Learned..];
    private static readonly HostModel Model = HostShapes.Train(Past)!;

    [Fact]
    public void A_metric_that_leaves_its_expectation_is_told_within_a_quarter_of_an_hour_and_ranked_first_with_its_band()
    {
        var rows = With(Next, 300, 330, (row, _) => row[2] += 6000);
        var readings = HostShapes.Judge(Model, rows, Learned);
        var onset = Assert.Single(Enumerable.Range(250, 100), i => readings[i].IsOnset);
        Assert.InRange(onset, 301, 303);
        var first = readings[onset].Contributions[0];
        Assert.Equal(2, first.Metric);
        Assert.Equal(rows[onset][2], first.Value);
        Assert.True(first.Low < first.Expected && first.Expected < first.High && first.High < first.Value && first.Share > .5);
        Assert.InRange(readings[onset].Contributions.Sum(c => c.Share), first.Share, 1 + 1e-9);
        Assert.False(readings[350].IsAnomalous);
    }

    [Fact]
    public void Metrics_that_part_from_one_another_within_their_own_ranges_are_told()
    {
        var rows = With(Next, 300, 340, (row, k) =>
        {
            row[0] = 22;
            row[1] = 580;
        });
        Assert.Contains(HostShapes.Judge(Model, rows, Learned)[300..310], r => r.IsOnset);
    }

    [Fact]
    public void Days_like_those_before_raise_hardly_an_alarm_and_the_sensitive_preset_tells_no_less_than_the_quiet_one()
    {
        var quiet = Enumerable.Range(1, 6).Sum(seed => Onsets(seed, DetectionPreset.Quiet));
        var sensitive = Enumerable.Range(1, 6).Sum(seed => Onsets(seed, DetectionPreset.Sensitive));
        Assert.True(quiet <= 2 && sensitive <= 4 && sensitive >= quiet, $"In eighteen days of six healthy hosts {quiet} alarms of the quiet preset, {sensitive} of the sensitive one.");
    }

    [Fact]
    public void The_sensitive_preset_tells_what_the_quiet_one_does_not_yet()
    {
        int Least(DetectionPreset preset) => Enumerable.Range(1, 60).First(by => HostShapes.Judge(Model, With(Next, 300, 330, (row, _) => row[2] += 100 * by)[..330], Learned, preset).Skip(300).Any(r => r.IsOnset));
        Assert.True(Least(DetectionPreset.Sensitive) < Least(DetectionPreset.Quiet));
    }

    [Fact]
    public void The_order_of_the_columns_changes_no_verdict()
    {
        int[] order = [5, 2, 7, 0, 1, 6, 4, 3];
        double[][] Shuffled(double[][] rows) => [.. rows.Select(r => Array.ConvertAll(order, k => r[k]))];
        var rows = With(Next, 300, 330, (row, _) => row[2] += 6000);
        var readings = HostShapes.Judge(Model, rows, Learned);
        var shuffled = HostShapes.Judge(HostShapes.Train(Shuffled(Past))!, Shuffled(rows), Learned);
        Assert.Equal(readings.Select(r => r.IsAnomalous), shuffled.Select(r => r.IsAnomalous));
        Assert.All(readings.Zip(shuffled), pair => Assert.Equal(pair.First.Evidence, pair.Second.Evidence, 1e-3));
        Assert.Equal(2, order[shuffled[305].Contributions[0].Metric]);
    }

    [Fact]
    public void What_one_detector_sees_changes_neither_the_model_nor_what_another_of_it_says()
    {
        var model = HostShapes.Train(Past)!;
        var (bytes, told) = (model.ToBytes(), HostShapes.Judge(model, Next[..300], Learned));
        HostShapes.Judge(model, With(Next, 0, 300, (row, _) => row[2] += 6000), Learned);
        Assert.Equal(bytes, model.ToBytes());
        Assert.Equal(told.Select(r => r.Evidence), HostShapes.Judge(model, Next[..300], Learned).Select(r => r.Evidence));
    }

    [Fact]
    public void What_begins_within_an_hour_of_an_alarm_is_told_when_that_hour_is_over_and_once()
    {
        var readings = HostShapes.Judge(Model, With(With(Next, 300, 303, (row, _) => row[2] += 6000), 307, 340, (row, _) => row[2] += 9000), Learned);
        var onsets = Enumerable.Range(290, 60).Where(i => readings[i].IsOnset).ToList();
        Assert.Equal(2, onsets.Count);
        Assert.Equal(onsets[0] + 13, onsets[1]);
        Assert.True(readings[onsets[1] - 1].IsAnomalous);
    }

    [Fact]
    public void Two_unusual_rows_with_a_hole_between_them_are_not_two_in_a_row()
    {
        bool Tells(int missing)
        {
            var detector = new HostDetector(Model, DetectionPreset.Quiet);
            var rows = With(Next, 300, 310, (row, _) => row[2] += 9000);
            HostShapes.Observe(detector, rows[..301], Learned);
            return HostShapes.Observe(detector, rows[(301 + missing)..(302 + missing)], Learned + 301 + missing)[0].IsOnset;
        }

        Assert.True(Tells(0));
        Assert.False(Tells(4));
    }

    [Fact]
    public void What_is_not_to_be_learned_leaves_what_is_expected_as_it_was()
    {
        double Expected(bool learn, double by)
        {
            var detector = new HostDetector(Model, DetectionPreset.Quiet);
            var rows = With(Next, 0, 288, (row, _) => row[2] += by);
            for (var i = 0; i < 288; i++)
            {
                detector.Observe(HostShapes.Start + (HostShapes.Step * (Learned + i)), rows[i], learn);
            }

            return HostShapes.Observe(detector, With(Next, 288, 289, (row, _) => row[2] += 6000)[288..289], Learned + 288)[0].Contributions.Single(c => c.Metric == 2).Expected;
        }

        Assert.Equal(Expected(learn: false, 0), Expected(learn: false, 6000));
        Assert.True(Expected(learn: true, 6000) > Expected(learn: true, 0));
    }

    [Fact]
    public void Labels_move_what_an_alarm_wants_both_ways()
    {
        bool Tells(double factor, double by) =>
            HostShapes.Observe(new HostDetector(Model, DetectionPreset.Quiet, factor), With(Next, 300, 330, (row, _) => row[2] += by)[..330], Learned).Skip(300).Any(r => r.IsOnset);
        var least = Enumerable.Range(1, 60).First(by => Tells(1, 100 * by)) * 100;
        Assert.True(Tells(.8, least - 100));
        Assert.False(Tells(1.25, least));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(320)]
    [InlineData(340)]
    public void A_restart_in_the_middle_and_a_packed_model_change_no_later_bit_also_with_a_hole_and_what_is_not_learned(int cut)
    {
        var rows = With(Next, 300, 330, (row, _) => row[2] += 6000);
        List<HostReading> Observe(HostDetector detector, int from, int to) =>
            [.. Enumerable.Range(from, to - from).Select(i => detector.Observe(HostShapes.Start + (HostShapes.Step * (Learned + i + (i < 340 ? 0 : 30))), rows[i], learn: i is < 310 or > 325))];
        var first = new HostDetector(Model, DetectionPreset.Quiet);
        Observe(first, 0, cut);
        var second = new HostDetector(HostModel.FromBytes(Model.ToBytes()), DetectionPreset.Quiet);
        second.Load(new BinaryReader(new MemoryStream(Saved(first))));
        var (on, after) = (Observe(first, cut, 600), Observe(second, cut, 600));
        Assert.All(on.Zip(after), pair =>
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(pair.First.Evidence), BitConverter.DoubleToInt64Bits(pair.Second.Evidence));
            Assert.Equal((pair.First.IsOnset, pair.First.IsAnomalous, pair.First.Score), (pair.Second.IsOnset, pair.Second.IsAnomalous, pair.Second.Score));
            Assert.Equal(pair.First.Contributions, pair.Second.Contributions);
        });
    }

    [Fact]
    public void A_state_and_a_model_that_are_broken_are_refused_and_the_detector_is_as_new()
    {
        var detector = new HostDetector(Model, DetectionPreset.Quiet);
        HostShapes.Observe(detector, Next[..50], Learned);
        var state = Saved(detector);
        Assert.Throws<InvalidDataException>(() => detector.Load(new BinaryReader(new MemoryStream(state[..^1]))));
        Assert.Equal(Saved(new HostDetector(Model, DetectionPreset.Quiet)), Saved(detector));
        Assert.Throws<InvalidDataException>(() => detector.Load(new BinaryReader(new MemoryStream([9, .. state[1..]]))));

        var bytes = Model.ToBytes();
        Assert.Throws<InvalidDataException>(() => HostModel.FromBytes(bytes[..^1]));
        Assert.Throws<InvalidDataException>(() => HostModel.FromBytes([9, .. bytes[1..]]));
        Assert.Throws<InvalidDataException>(() => HostModel.FromBytes([]));
    }

    [Fact]
    public void Too_short_a_history_is_learning()
    {
        Assert.Null(HostShapes.Train(Past[..(4 * HostShapes.Day - 1)]));
        Assert.NotNull(HostShapes.Train(Past[..(4 * HostShapes.Day)]));
        Assert.Null(HostShapes.Train([.. Past.Select((r, i) => i % 3 == 0 ? r : Array.ConvertAll(r, _ => double.NaN))]));
    }

    [Fact]
    public void Values_that_are_no_numbers_and_such_as_are_huge_are_borne()
    {
        var random = new Random(3);
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300, double.MaxValue, double.Epsilon, 0];
        double[] Spoiled(double[] row) => Array.ConvertAll(row, v => random.NextDouble() < .02 ? odd[random.Next(odd.Length)] : v);
        var model = HostShapes.Train([.. Past.Select(Spoiled)])!;
        Assert.All(HostShapes.Judge(model, [.. Next.Select(Spoiled)], Learned), r => Assert.True(double.IsFinite(r.Evidence) && r.Score is >= 0 and <= 1));
    }

    [Fact]
    public void A_row_without_a_value_and_one_that_comes_late_change_nothing()
    {
        var detector = new HostDetector(Model, DetectionPreset.Quiet);
        HostShapes.Observe(detector, Next[..50], Learned);
        var state = Saved(detector);
        Assert.True(detector.Observe(HostShapes.Start + (HostShapes.Step * (Learned + 50)), new double[HostShapes.Metrics].Select(_ => double.NaN).ToArray()).IsLearning);
        Assert.True(detector.Observe(HostShapes.Start + (HostShapes.Step * (Learned + 10)), Next[10]).IsLearning);
        Assert.Equal(state, Saved(detector));
    }

    [Fact]
    public void A_metric_that_was_never_there_one_that_only_climbs_and_one_that_goes_away_raise_no_alarm()
    {
        double[] Wider(double[] row, int at) => [.. row, at < Learned ? double.NaN : 5, 1000.0 + at, at < Learned + 100 ? row[0] : double.NaN];
        var model = HostShapes.Train([.. Past.Select(Wider)])!;
        var readings = HostShapes.Judge(model, [.. Next.Select((r, i) => Wider(r, Learned + i))], Learned);
        Assert.True(readings.Count(r => r.IsOnset) <= 1);
        Assert.All(readings, r => Assert.DoesNotContain(r.Contributions, c => c.Metric is 8 or 9));
    }

    [Fact]
    public void A_model_of_many_metrics_and_a_month_stays_within_its_bound()
    {
        double[] Many(double[] row) => [.. Enumerable.Range(0, 5).SelectMany(i => row.Select(v => v * (i + 1)))];
        var model = HostShapes.Train([.. HostShapes.Rows(12, 5).Select(Many)])!;
        Assert.Equal(40, model.Metrics);
        Assert.InRange(model.ToBytes().Length, 1, 300_000);
        Assert.InRange(Saved(new HostDetector(model, DetectionPreset.Quiet)).Length, 1, 60_000);
    }

    [Fact]
    public void A_leak_of_three_days_is_not_learned_as_normal()
    {
        var rows = Next.Select((r, i) => (double[])[r[0], r[1] + (10 * (i / 288.0) * 10), .. r[2..]]).ToArray();
        var readings = HostShapes.Judge(Model, rows, Learned);
        var (first, last) = (readings[..36].Average(r => r.Evidence), readings[^36..].Average(r => r.Evidence));
        Assert.True(last > first + 4, $"{first:0.0} at first, {last:0.0} after three days.");
        Assert.All(readings[^36..], r => Assert.Equal(1, r.Contributions[0].Metric));
    }

    [Fact]
    public void What_climbs_day_by_day_is_expected_to_go_on_and_told_where_it_jumps()
    {
        var random = new Random(3);
        double[][] Climbing(double[][] rows, int after, Func<int, double> height) =>
            [.. rows.Select((r, i) => (double[])[.. r[..7], height(after + i) + (.05 * random.NextDouble())])];
        static double Height(int row) => 50 + (row / 288.0);
        var model = HostShapes.Train(Climbing(Past, 0, Height))!;
        var readings = HostShapes.Judge(model, Climbing(Next, Learned, Height), Learned);
        Assert.DoesNotContain(readings, r => r.IsAnomalous && r.Contributions[0].Metric == 7);
        Assert.InRange(readings.Count(r => r.IsOnset), 0, 1);
        Assert.All(readings.SelectMany(r => r.Contributions).Where(c => c.Metric == 7), c => Assert.InRange(c.Value - c.Expected, -.5, .5));

        var jumped = HostShapes.Judge(model, Climbing(Next, Learned, row => Height(row) + (row >= Learned + 100 ? 8 : 0)), Learned);
        var first = Assert.Single(jumped[100..104], r => r.IsOnset).Contributions[0];
        Assert.Equal(7, first.Metric);
        Assert.InRange(first.Value - first.Expected, 7.5, 8.5);
    }

    [Theory]
    [InlineData(10, 3, 0)]
    [InlineData(10, 0, 1)]
    [InlineData(6, 0, 0)]
    public void A_trend_is_what_most_of_at_least_seven_days_show(int days, int flatUntilDaysBeforeTheEnd, double trend)
    {
        // Either every day is one higher than the one before, or only the last ones are; a day of a clearing is neither here nor there.
        var leakFrom = flatUntilDaysBeforeTheEnd == 0 ? 0 : days - flatUntilDaysBeforeTheEnd;
        var random = new Random(4);
        var values = Enumerable.Range(0, days * HostShapes.Day).Select(row => Math.Max(0, (row / (double)HostShapes.Day) - leakFrom) + (.3 * random.NextDouble()) - (row / HostShapes.Day == 4 ? .4 : 0)).ToArray();
        Assert.Equal(trend, MetricTrend.Of(new HostHistory(HostShapes.Start, HostShapes.Step, 1, values), 0, HostShapes.Day), .1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_model_of_a_version_before_is_read_as_one_without_what_it_did_not_know(byte version)
    {
        var now = Model.ToBytes();
        const int head = 1 + sizeof(long) + sizeof(int), scale = 1 + (3 * sizeof(double)), trend = 2 * sizeof(double), tail = (21 + 1) * sizeof(float);
        var kept = scale + (version == 1 ? 0 : trend);
        var rise = sizeof(int) + ((60 + 2) * sizeof(float));
        byte[] old = [version, .. now[1..head], .. Enumerable.Range(0, Model.Metrics).SelectMany(m => now.Skip(head + (m * (scale + trend))).Take(kept)), .. now[(head + (Model.Metrics * (scale + trend)))..^(tail + rise)]];
        var read = HostModel.FromBytes(old);
        Assert.Equal(HostShapes.Judge(Model, Next[..200], Learned).Select(r => r.Evidence), HostShapes.Judge(read, Next[..200], Learned).Select(r => r.Evidence));
        Assert.Contains(HostShapes.Judge(read, With(Next, 300, 330, (row, _) => row[2] += 9000), Learned)[300..306], r => r.IsOnset);
    }

    [Fact]
    public void A_state_of_the_version_before_is_taken_up()
    {
        var before = new HostDetector(Model, DetectionPreset.Quiet);
        HostShapes.Observe(before, Next[..50], Learned);
        var now = Saved(before);
        byte[] old = [2, .. now[1..^(sizeof(int) + ((60 + 2) * sizeof(float)))]];
        var after = new HostDetector(Model, DetectionPreset.Quiet);
        after.Load(new BinaryReader(new MemoryStream(old)));
        Assert.Equal(
            HostShapes.Observe(before, Next[50..200], Learned + 50).Select(r => (r.Evidence, r.IsOnset)), HostShapes.Observe(after, Next[50..200], Learned + 50).Select(r => (r.Evidence, r.IsOnset)));
    }

    private static int Onsets(int seed, DetectionPreset preset)
    {
        var rows = HostShapes.Rows(13, seed);
        return HostShapes.Judge(HostShapes.Train(rows[..Learned])!, rows[Learned..], Learned, preset).Count(r => r.IsOnset);
    }

    private static double[][] With(double[][] rows, int from, int to, Action<double[], int> change) => [.. rows.Select((row, i) =>
    {
        var copy = (double[])row.Clone();
        if (i >= from && i < to)
        {
            change(copy, i);
        }

        return copy;
    })];

    private static byte[] Saved(HostDetector detector)
    {
        using var bytes = new MemoryStream();
        detector.Save(new BinaryWriter(bytes));
        return bytes.ToArray();
    }
}
