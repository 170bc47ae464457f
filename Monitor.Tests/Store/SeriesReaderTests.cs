using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

[Collection(Suite.Name)]
public sealed class SeriesReaderTests(TestApplication application)
{
    private static readonly WireSchema Schema = TestAgent.Schema(
        TestAgent.Series("cpu.used_percent"), TestAgent.Series("disk.used_percent", ("mount", "/")));

    private SeriesReader Reader => application.Services.GetRequiredService<SeriesReader>();

    [Fact]
    public async Task A_range_of_the_past_is_read_from_the_rows()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        var start = DateTimeOffset.FromUnixTimeMilliseconds(now.AddHours(-30).ToUnixTimeMilliseconds());
        for (var part = 0; part < 5; part++)
        {
            var ticks = Enumerable.Range(part * 1000, 1000).Select(i => (start.AddSeconds(i * 20), new double?[] { i % 101, i == 2500 ? 99.5 : null }));
            await agent.StoreAsync(TestAgent.Batch(part, now, Schema, [.. ticks]));
        }

        var series = StoredRows.Catalog(application).SeriesOf(agent.Host.Id);
        var curves = await Reader.ReadAsync(series, new TimeRange(start, start.AddSeconds(4000 * 20)), 600, default);
        var cpu = curves.Single(c => c.Series.Metric == "cpu.used_percent").Curve;
        Assert.Equal(4000, cpu.Summary.Count);
        Assert.Equal((0, 100), (cpu.Summary.Minimum, cpu.Summary.Maximum));
        Assert.Equal(Enumerable.Range(0, 4000).Average(i => i % 101), cpu.Summary.Average, 9);
        Assert.InRange(cpu.Points.Count, 300, 600);
        var disk = curves.Single(c => c.Series.Metric == "disk.used_percent").Curve;
        Assert.Equal([99.5], disk.Points.Select(p => p.Value));
    }

    [Fact]
    public async Task The_last_minutes_come_from_memory_and_say_the_same_as_the_rows()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema, (now.AddSeconds(4), [3, null]), (now.AddSeconds(1), [1, 7]), (now.AddSeconds(2), [2, 8])));
        var series = StoredRows.Catalog(application).SeriesOf(agent.Host.Id);
        var recent = application.Services.GetRequiredService<RecentTicks>();
        var range = new TimeRange(now, now.AddMinutes(1));
        Assert.True(recent.TryRead(series[0].StreamId, range, (_, _) => { }));
        var fromMemory = await Reader.ReadAsync(series, range, 600, default);
        var fromRows = await Reader.ReadAsync(series, new TimeRange(now.AddDays(-1), now.AddMinutes(1)), 600, default);
        Assert.Equal([1, 2, 3], fromMemory[0].Curve.Points.Select(p => p.Value));
        foreach (var (memory, rows) in fromMemory.Zip(fromRows))
        {
            Assert.Equal(rows.Curve.Summary, memory.Curve.Summary);
            Assert.Equal(rows.Curve.Points, memory.Curve.Points);
        }
    }

    [Fact]
    public async Task The_busiest_processes_are_read_at_a_time_and_one_over_a_range()
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        WireTop Top(int second, double cpu) => new(
            now.AddSeconds(second).ToUnixTimeMilliseconds(), [new(7, "db", cpu, 4096), new(8, "<b>web</b>", 1, 8192)]);
        await agent.StoreAsync(TestAgent.Batch(1, now, Schema) with { Top = [Top(-20, 10), Top(-10, 20.25), Top(0, 30)] });
        var reader = application.Services.GetRequiredService<ProcessReader>();
        var top = await reader.TopAsync(agent.Host.Id, now.AddSeconds(-5), default);
        Assert.Equal([new ProcessSample(7, "db", 20.25, 4096), new ProcessSample(8, "<b>web</b>", 1, 8192)], top!.Processes);
        var curves = await reader.CurvesAsync(agent.Host.Id, 7, "db", new TimeRange(now.AddMinutes(-1), now.AddMinutes(1)), 600, default);
        Assert.Equal([10, 20.25, 30], curves.Cpu.Points.Select(p => p.Value));
        Assert.Equal(3, curves.Memory.Summary.Count);
        Assert.Null(await reader.TopAsync(agent.Host.Id, now.AddDays(-1), default));
    }
}
