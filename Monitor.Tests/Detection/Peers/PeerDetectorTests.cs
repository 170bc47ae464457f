using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Peers;

namespace Monitor.Tests.Detection.Peers;

public sealed class PeerDetectorTests
{
    private const string Cpu = "cpu.used_percent";
    private const string Sent = "network.sent_bytes_per_second";
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_host_that_parts_in_two_metrics_is_one_reading_that_ends_after_three_rows_without_a_difference()
    {
        var told = Run(8, 330, (host, row) => host == 3 && row is >= 300 and < 310 ? [90, 5e7] : Busy(host, row));
        var readings = told.SelectMany((t, row) => t.Select(r => (Row: row, Reading: r))).ToList();
        Assert.All(readings, r => Assert.Equal((3, Start + (300 * PeerDetector.Step)), (r.Reading.Host, r.Reading.BeganAt)));
        Assert.Equal(Enumerable.Range(302, 8).Append(312), readings.Select(r => r.Row));
        Assert.Equal([Cpu, Sent], readings[0].Reading.Differences.Select(d => d.Metric).Order(StringComparer.Ordinal));
        Assert.All(readings[0].Reading.Differences, d => Assert.True(d.Strength >= 1 && d.Value > d.High && d.Low < d.PeersMedian && d.Peers == 7));
        Assert.Equal(Start + (310 * PeerDetector.Step), readings[^1].Reading.EndedAt);
    }

    [Theory]
    [InlineData(DetectionPreset.Quiet)]
    [InlineData(DetectionPreset.Sensitive)]
    public void A_group_of_identical_idle_hosts_is_silent(DetectionPreset preset) =>
        Assert.All(Run(8, 1000, (host, row) => [.5 + (.2 * Noise(host, row)), 300 + (200 * Noise(host, row + 7))], preset), Assert.Empty);

    [Fact]
    public void Hosts_that_differ_by_nothing_at_all_are_silent_also_where_one_of_them_does_a_little() =>
        Assert.All(Run(8, 400, (host, row) => [0, host == 2 && row >= 300 ? 20_000 : 0]), Assert.Empty);

    [Fact]
    public void A_host_that_always_wavers_more_than_its_peers_is_silent() =>
        Assert.All(Run(8, 1000, (host, row) => host == 5 ? [10 + (60 * Noise(host, row / 6)), 1e6] : Busy(host, row)), t => Assert.DoesNotContain(t, r => r.Differences.Any(d => d.Metric == Cpu)));

    [Fact]
    public void With_five_hosts_nothing_is_said() => Assert.All(Run(5, 400, (host, row) => host == 3 && row >= 300 ? [90, 5e7] : Busy(host, row)), Assert.Empty);

    [Fact]
    public void A_restart_while_a_host_is_apart_changes_nothing_and_the_order_of_the_values_neither()
    {
        double[] Values(int host, int row) => host == 3 && row is >= 300 and < 310 ? [90, 5e7] : Busy(host, row);
        var told = Texts(Run(8, 330, Values));
        Assert.Equal(told, Texts(Run(8, 330, Values, restartAt: 305)));
        Assert.Equal(told, Texts(Run(8, 330, Values, reverse: true)));
    }

    [Fact]
    public void Rows_are_not_in_a_row_where_one_is_missing_and_who_is_apart_stays_it_over_a_short_hole_only()
    {
        int[] holes = [302, 310, 320, 321, 322];
        var told = Run(8, 330, (host, row) => host != 3 || row < 300 ? Busy(host, row) : holes.Contains(row) ? [double.NaN, double.NaN] : [90, 5e7]);
        var readings = told.SelectMany((t, row) => t.Select(r => (Row: row, Reading: r))).ToList();

        // Of 300 and 301 nothing is left after the hole; what lasts bridges 310; three missing rows end it, and three more begin the next one.
        Assert.Equal([.. Enumerable.Range(305, 5), .. Enumerable.Range(311, 9), 322, .. Enumerable.Range(325, 5)], readings.Select(r => r.Row));
        Assert.Equal([303, 323], readings.Where(r => r.Reading.EndedAt is null).Select(r => (r.Reading.BeganAt - Start) / PeerDetector.Step).Distinct());
        Assert.Equal(Start + (320 * PeerDetector.Step), Assert.Single(readings, r => r.Reading.EndedAt is not null).Reading.EndedAt);
    }

    [Fact]
    public void A_hole_of_the_whole_group_ends_what_went_on()
    {
        static double[] Apart(int host, int row) => host == 3 && row >= 300 ? [90, 5e7] : Busy(host, row);
        var detector = new PeerDetector(DetectionPreset.Quiet);
        Feed(detector, 8, 0, 310, Apart);
        Assert.Equal([3], detector.Apart);
        var over = Assert.Single(Row(detector, 8, 340, Apart));
        Assert.Equal((3, Start + (310 * PeerDetector.Step)), (over.Host, over.EndedAt!.Value));
        Assert.Empty(Row(detector, 8, 341, Apart));
        Assert.Equal(Start + (340 * PeerDetector.Step), Assert.Single(Row(detector, 8, 342, Apart)).BeganAt);
    }

    [Fact]
    public void How_far_a_host_is_off_says_no_more_beyond_a_bound()
    {
        var detector = new PeerDetector(DetectionPreset.Quiet);
        var told = Enumerable.Range(0, 400).SelectMany(row => detector.Observe(
            Start + (row * PeerDetector.Step), Enumerable.Range(0, 8).Select(host => new PeerValue(host, "custom.of_no_unit", host == 3 && row >= 390 ? 1e6 : 0))));
        Assert.Equal(100, told.Max(r => r.Differences[0].Strength));
    }

    [Fact]
    public void A_metric_and_a_host_that_stay_away_for_a_day_are_forgotten()
    {
        var detector = new PeerDetector(DetectionPreset.Quiet);
        Feed(detector, 8, 0, 50, Busy);
        var full = Saved(detector).Length;
        Feed(detector, 7, 50, 400, (host, row) => [Busy(host, row)[0], double.NaN]);
        Assert.True(Saved(detector).Length < full / 2, $"{Saved(detector).Length} of {full} bytes are left.");
    }

    [Fact]
    public void A_broken_state_is_refused_and_the_detector_is_as_new()
    {
        var detector = new PeerDetector(DetectionPreset.Quiet);
        Feed(detector, 8, 0, 50, Busy);
        var state = Saved(detector);
        foreach (var broken in new[] { state[..^1], [9, .. state[1..]], state[..9], [.. state[..9], 255, 255, 255, 255] })
        {
            Assert.Throws<InvalidDataException>(() => detector.Load(new BinaryReader(new MemoryStream(broken))));
            Assert.Equal(Saved(new PeerDetector(DetectionPreset.Quiet)), Saved(detector));
        }
    }

    [Fact]
    public void Traffic_of_all_interfaces_is_added_up_and_of_disks_the_fullest_counts()
    {
        Assert.Equal(30, PeerMetrics.Together(Sent, [10, double.NaN, 20]));
        Assert.Equal(91, PeerMetrics.Together("disk.used_percent", [40, 91, double.NaN]));
        Assert.Equal(double.NaN, PeerMetrics.Together(Sent, [double.NaN]));
    }

    [Fact]
    public void The_sentence_says_what_the_host_does_and_what_its_peers_do() => Assert.Equal(
        "CPU usage is 96 %, that of its 9 peers in the group shop 22 % (16 % to 28 % expected of it); also Network sent 5 MB/s, theirs 1 MB/s.",
        PeerSentence.Of("shop", [new(Cpu, 12, 96, 22, 16, 28, 9), new(Sent, 3, 5e6, 1e6, 8e5, 1.2e6, 9)]));

    private static double Noise(int host, int row) => new Random((host * 100_003) + row).NextDouble() - .5;

    private static double[] Busy(int host, int row)
    {
        var load = 30 + (20 * Math.Sin(row / 50.0));
        return [load + (8 * Noise(host, row)), (1e5 * load) + (1e6 * Noise(host, row + 7))];
    }

    private static IReadOnlyList<PeerReading> Row(PeerDetector detector, int hosts, int row, Func<int, int, double[]> values, bool reverse = false)
    {
        var all = Enumerable.Range(0, hosts).SelectMany(host => values(host, row) is var both ? new PeerValue[] { new(host, Cpu, both[0]), new(host, Sent, both[1]) } : []).ToList();
        if (reverse)
        {
            all.Reverse();
        }

        return detector.Observe(Start + (row * PeerDetector.Step), all);
    }

    private static void Feed(PeerDetector detector, int hosts, int from, int to, Func<int, int, double[]> values)
    {
        for (var row = from; row < to; row++)
        {
            Row(detector, hosts, row, values);
        }
    }

    private static List<IReadOnlyList<PeerReading>> Run(
        int hosts, int rows, Func<int, int, double[]> values, DetectionPreset preset = DetectionPreset.Quiet, int restartAt = -1, bool reverse = false)
    {
        var detector = new PeerDetector(preset);
        var told = new List<IReadOnlyList<PeerReading>>();
        for (var row = 0; row < rows; row++)
        {
            if (row == restartAt)
            {
                var state = Saved(detector);
                detector = new PeerDetector(preset);
                detector.Load(new BinaryReader(new MemoryStream(state)));
            }

            told.Add(Row(detector, hosts, row, values, reverse));
        }

        return told;
    }

    private static List<string> Texts(List<IReadOnlyList<PeerReading>> told) =>
        [.. told.SelectMany(t => t).Select(r => $"{r.Host} {r.BeganAt:O} {r.EndedAt:O} {string.Join(';', r.Differences)}")];

    private static byte[] Saved(PeerDetector detector)
    {
        using var bytes = new MemoryStream();
        detector.Save(new BinaryWriter(bytes));
        return bytes.ToArray();
    }
}
