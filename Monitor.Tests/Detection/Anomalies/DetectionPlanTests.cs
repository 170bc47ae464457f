using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Detection.Anomalies;

public sealed class DetectionPlanTests
{
    private const int Berlin = 2;
    private const int Racks = 3;

    private static readonly GroupTree Groups = new(
        [new HostGroup { Id = HostGroup.FleetId, Name = "Fleet" }, new HostGroup { Id = Berlin, Name = "Berlin", ParentId = HostGroup.FleetId }, new HostGroup { Id = Racks, Name = "Racks", ParentId = Berlin }]);

    [Theory]
    [InlineData("cpu.used_percent", true)]
    [InlineData("disk.latency_ms", true)]
    [InlineData("network.received_bytes_per_second", true)]
    [InlineData("shop.orders_total", true)]
    [InlineData("memory.total_bytes", false)]
    [InlineData("system.uptime_seconds", false)]
    [InlineData("monitor.cpu_percent", false)]
    public void Without_settings_what_means_something_is_watched_quietly(string metric, bool isWatched) =>
        Assert.Equal(isWatched ? new SeriesWatch("evidence", DetectionPreset.Quiet) : (SeriesWatch?)null, Plan().Of(Racks, metric));

    [Fact]
    public void The_nearest_group_counts_then_the_pattern_that_says_most()
    {
        var plan = Plan(
            Setting(null, "*", DetectionPreset.Sensitive), Setting(null, "disk.*", null), Setting(Berlin, "disk.*", DetectionPreset.Quiet, "ewma"),
            Setting(Berlin, "disk.used*", DetectionPreset.Sensitive, "ewma"), Setting(Racks, "cpu.*", null));
        Assert.Equal(new SeriesWatch("evidence", DetectionPreset.Sensitive), plan.Of(HostGroup.FleetId, "cpu.used_percent"));
        Assert.Null(plan.Of(HostGroup.FleetId, "disk.used_percent"));
        Assert.Equal(new SeriesWatch("ewma", DetectionPreset.Sensitive), plan.Of(Racks, "disk.used_percent"));
        Assert.Equal(new SeriesWatch("ewma", DetectionPreset.Quiet), plan.Of(Berlin, "disk.latency_ms"));
        Assert.Null(plan.Of(Racks, "cpu.used_percent"));
        Assert.Equal(new SeriesWatch("evidence", DetectionPreset.Sensitive), plan.Of(999, "cpu.used_percent"));
    }

    [Fact]
    public void A_setting_for_any_metric_does_not_watch_what_means_nothing_and_one_that_names_it_does()
    {
        var plan = Plan(Setting(null, "*", DetectionPreset.Sensitive), Setting(null, "monitor.*", DetectionPreset.Quiet));
        Assert.Null(plan.Of(Berlin, "system.uptime_seconds"));
        Assert.Equal(DetectionPreset.Quiet, plan.Of(Berlin, "monitor.cpu_percent")?.Preset);
        Assert.Equal(DetectionPreset.Sensitive, plan.OfHosts(Berlin));
        Assert.Equal(DetectionPreset.Quiet, Plan().OfHosts(Berlin));
        Assert.Null(Plan(Setting(Berlin, "*", null)).OfHosts(Racks));
    }

    private static DetectionPlan Plan(params DetectionSetting[] settings) => new(settings, Groups, "evidence");

    private static DetectionSetting Setting(int? group, string metric, DetectionPreset? preset, string detector = "evidence") =>
        new() { GroupId = group, Metric = metric, Preset = preset, Detector = detector };
}
