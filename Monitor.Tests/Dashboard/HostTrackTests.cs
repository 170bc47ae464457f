using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Monitor.Domain.Metrics;
using Monitor.Web.Dashboard;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Dashboard;

public sealed class HostTrackTests
{
    [Fact]
    public async Task A_tick_that_arrived_just_before_the_past_was_read_is_drawn_and_breaks_nothing()
    {
        await using var databases = new Databases("Host=nowhere.invalid", "Host=nowhere.invalid");
        var catalog = new SeriesCatalog(databases, Options.Create(new IngestOptions()), TimeProvider.System);
        var series = ImmutableArray.Create(new SeriesEntry(1, 1, 1, 0, "cpu.used_percent", ""));
        catalog.Keep(new StreamEntry(1, 1, "agent", series));
        var now = new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
        var nothing = new Curve([], new CurveSummary(0, double.NaN, double.NaN, double.NaN, double.NaN));
        var track = new HostTrack(1);
        track.Remember(nothing, nothing, now);
        foreach (var (seconds, value) in new[] { (-1.0, 10.0), (1, 20), (16, 30) })
        {
            var at = now.AddSeconds(seconds);
            track.Take(new CommittedTick(1, 1, at, at, [value]), catalog);
            Assert.Equal(value, track.Now.CpuPercent);
        }

        Assert.Equal([20, 30], track.CpuCurve.TakeLast(2));

        // A tick without the value takes nothing away of its step, whether somebody looked in between or not.
        foreach (var (seconds, value) in new[] { (17.0, double.NaN), (31, 40), (32, double.NaN) })
        {
            track.Take(new CommittedTick(1, 1, now.AddSeconds(seconds), now.AddSeconds(seconds), [value]), catalog);
        }

        Assert.Equal(double.NaN, track.Now.CpuPercent);
        Assert.Equal([20, 30, 40], track.CpuCurve.TakeLast(3));
    }

    [Fact]
    public async Task A_stream_whose_vector_is_as_long_as_the_agents_is_not_read_with_its_places()
    {
        await using var databases = new Databases("Host=nowhere.invalid", "Host=nowhere.invalid");
        var catalog = new SeriesCatalog(databases, Options.Create(new IngestOptions()), TimeProvider.System);
        foreach (var (stream, kind, metric) in new[] { (1, "server", "monitor.errors"), (2, "agent", "cpu.used_percent") })
        {
            var series = ImmutableArray.Create(new SeriesEntry(stream, stream, 1, 0, metric, ""));
            catalog.Keep(new StreamEntry(stream, 1, kind, series));
        }

        var (track, at) = (new HostTrack(1), new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        foreach (var (stream, value) in new[] { (1, 5000.0), (2, 12), (1, 6000) })
        {
            track.Take(new CommittedTick(1, stream, at, at, [value]), catalog);
        }

        Assert.Equal(12, track.Now.CpuPercent);
    }
}
