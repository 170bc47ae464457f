using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;

namespace Monitor.Tests.Detection.Hosts;

public sealed class FleetTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_host_that_parts_from_its_peers_is_told_once_it_lasts()
    {
        var told = Run(10, 400, (host, row) => host == 3 && row >= 350 ? 60 : 0);
        Assert.All(told.SelectMany(t => t), d => Assert.Equal((3, 0), (d.Host, d.Metric)));
        Assert.Equal([352], Onsets(told));
        var first = told[352][0];
        Assert.True(first.Value > first.High && first.Low < first.PeersMedian && first.PeersMedian < first.High);
    }

    [Fact]
    public void A_spike_of_one_row_and_a_group_that_moves_together_are_silent()
    {
        Assert.All(Run(10, 400, (host, row) => host == 3 && row == 350 ? 60 : 0), Assert.Empty);
        Assert.All(Run(10, 400, (_, row) => row >= 350 ? 60 : 0), Assert.Empty);
    }

    [Fact]
    public void A_host_that_was_always_different_is_silent_and_told_when_it_changes()
    {
        var told = Run(10, 400, (host, row) => host == 3 ? row >= 350 ? 0 : 30 : 0);
        Assert.All(told[..350], Assert.Empty);
        Assert.Equal([352], Onsets(told));
    }

    [Fact]
    public void Below_five_peers_nothing_is_said() => Assert.All(Run(5, 400, (host, row) => host == 3 && row >= 350 ? 60 : 0), Assert.Empty);

    [Fact]
    public void The_order_of_the_hosts_and_a_restart_change_nothing()
    {
        double Shift(int host, int row) => host == 3 && row >= 350 ? 60 : 0;
        var told = Run(10, 400, Shift);
        Assert.Equal(told, Run(10, 400, Shift, reverse: true));
        Assert.Equal(told, Run(10, 400, Shift, restartAt: 351));
    }

    [Fact]
    public void A_broken_state_is_refused_and_missing_values_are_borne()
    {
        var detector = new FleetDetector(1, TimeSpan.FromMinutes(5), DetectionPreset.Quiet);
        Assert.Throws<InvalidDataException>(() => detector.Load(new BinaryReader(new MemoryStream([1, 1, 0]))));
        double[] odd = [double.NaN, double.PositiveInfinity, 1e300, -1e300];
        var told = Run(12, 400, (host, row) => host == 5 ? odd[row % odd.Length] : 0);
        Assert.All(told.SelectMany(t => t), d => Assert.True(double.IsFinite(d.Distance)));
    }

    [Fact]
    public void Many_hosts_of_a_group_within_minutes_are_one_event_and_few_are_not()
    {
        var sizes = new Dictionary<int, int> { [1] = 10, [2] = 10 };
        HostOnset[] onsets = [.. Enumerable.Range(0, 6).Select(i => new HostOnset(i, 1, Start.AddMinutes(2 * i))), new(20, 2, Start), new(21, 2, Start), new(7, 1, Start.AddHours(2))];
        var found = Assert.Single(FleetEvents.Find(onsets.Reverse(), sizes));
        Assert.Equal((1, Start), (found.Group, found.Start));
        Assert.Equal([0, 1, 2, 3, 4, 5], found.Hosts);
    }

    [Fact]
    public void Hosts_one_after_another_over_hours_and_a_small_share_of_a_large_group_are_no_event()
    {
        var slow = Enumerable.Range(0, 6).Select(i => new HostOnset(i, 1, Start.AddMinutes(20 * i)));
        Assert.Empty(FleetEvents.Find(slow, new Dictionary<int, int> { [1] = 6 }));
        var few = Enumerable.Range(0, 5).Select(i => new HostOnset(i, 1, Start));
        Assert.Empty(FleetEvents.Find(few, new Dictionary<int, int> { [1] = 100 }));
    }

    private static List<int> Onsets(List<IReadOnlyList<FleetDifference>> told) => [.. Enumerable.Range(0, told.Count).Where(i => told[i].Any(d => d.IsOnset))];

    private static List<IReadOnlyList<FleetDifference>> Run(int hosts, int rows, Func<int, int, double> shift, bool reverse = false, int restartAt = -1)
    {
        var random = new Random(9);
        var detector = new FleetDetector(1, TimeSpan.FromMinutes(5), DetectionPreset.Quiet);
        var told = new List<IReadOnlyList<FleetDifference>>();
        for (var row = 0; row < rows; row++)
        {
            if (row == restartAt)
            {
                using var bytes = new MemoryStream();
                detector.Save(new BinaryWriter(bytes));
                bytes.Position = 0;
                detector = new FleetDetector(1, TimeSpan.FromMinutes(5), DetectionPreset.Quiet);
                detector.Load(new BinaryReader(bytes));
            }

            var load = 50 + (20 * Math.Sin(row / 50.0));
            var values = Enumerable.Range(0, hosts).Select(host => new PeerRow(host, [load + (4 * random.NextDouble()) + shift(host, row)])).ToList();
            if (reverse)
            {
                values.Reverse();
            }

            told.Add(detector.Observe(Start.AddMinutes(5 * row), values));
        }

        return told;
    }
}
