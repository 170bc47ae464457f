using Monitor.Domain.Metrics;
using Monitor.Web.Dashboard;

namespace Monitor.Tests.Dashboard;

public sealed class FleetSummaryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Means_and_sums_are_of_the_active_hosts_that_have_the_value()
    {
        var summary = FleetSummary.Of(
        [
            Row(1, HostStatus.Good, isActive: true, new FleetValues(10, 20, 30, 1, 2, 100, 200)),
            Row(2, HostStatus.Critical, isActive: true, new FleetValues(30, double.NaN, 50, 1, 2, 300, double.NaN)),
            Row(3, HostStatus.Unknown, isActive: false, new FleetValues(99, 99, 99, 99, 99, 99, 99)),
        ]);
        Assert.Equal((3, 2), (summary.Hosts, summary.Active));
        Assert.Equal((20, 20, 40), (summary.Values.CpuPercent, summary.Values.MemoryPercent, summary.Values.DiskPercent));
        Assert.Equal((400, 200), (summary.Values.ReceivedPerSecond, summary.Values.SentPerSecond));
        Assert.Equal((1, 1, 1, 0), (summary.Count(HostStatus.Good), summary.Count(HostStatus.Critical), summary.Count(HostStatus.Unknown), summary.Count(HostStatus.Warning)));
    }

    [Fact]
    public void Of_nothing_there_is_no_mean()
    {
        var summary = FleetSummary.Of([Row(1, HostStatus.Unknown, isActive: false, FleetValues.None)]);
        Assert.True(double.IsNaN(summary.Values.CpuPercent) && double.IsNaN(summary.Values.SentPerSecond));
    }

    private static FleetRow Row(int id, HostStatus status, bool isActive, FleetValues values) =>
        new(id, $"host-{id}", 1, "Fleet", status, "", values, Now, isActive, [], []);
}
