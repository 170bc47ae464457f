using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Agent.Running;
using Monitor.Agent.Watch.Configs;
using Monitor.Agent.Watch.Handed;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent;

public sealed class AgentProcessTests
{
    private static readonly SenderOptions Quick = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(20), MostRetry = TimeSpan.FromMilliseconds(100), SlowRetry = TimeSpan.FromMilliseconds(100),
        DrainPause = TimeSpan.FromMilliseconds(1),
    };

    [Fact]
    public async Task A_tick_of_this_machine_arrives_with_names_of_the_catalogue_and_values_in_their_range()
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        await RunUntilAsync(folder, sink, () => sink.Ticks.Count >= 3 && sink.Series.Count >= 2);

        // On a busy machine a newer tick overtakes an older one: the last to come may be the first, which has no rates.
        var newest = sink.Received.SelectMany(b => b.Ticks ?? []).MaxBy(t => t.T)!;
        var series = sink.Series[newest.Schema];
        var names = series.Select(s => s.Metric).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "cpu.used_percent", "cpu.mode_percent", "memory.total_bytes", "memory.used_bytes", "memory.free_bytes", "memory.available_bytes",
                "memory.used_percent", "load.1m", "load.5m", "load.15m", "disk.total_bytes", "disk.used_bytes", "disk.free_bytes",
                "disk.used_percent", "disk.inodes_used_percent", "system.uptime_seconds", "load.per_core", "system.boot_time_seconds",
                "system.oom_kills", "disk.latency_ms", "disk.utilisation_percent",
            },
            names);
        var known = MetricCatalog.All.Select(m => m.Name).ToHashSet();
        Assert.Subset(known, names);
        var last = newest.V;
        for (var i = 0; i < last.Count; i++)
        {
            var info = MetricCatalog.Find(series[i].Metric);
            Assert.True(last[i] is null || (last[i] >= info.Minimum && last[i] <= info.Maximum), $"{series[i].Metric} = {last[i]}");
        }
    }

    [Fact]
    public async Task The_first_tick_holds_no_rate_and_no_invented_zero()
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        await RunUntilAsync(folder, sink, () => sink.Ticks.Count >= 1);

        // On a busy machine the second tick may overtake the first, or share its batch: the first is the one with the earliest time.
        var batches = sink.Received.ToList();
        var first = batches.SelectMany(b => b.Ticks ?? []).MinBy(t => t.T)!;
        var names = batches.SelectMany(b => b.Schemas ?? []).First(s => s.Id == first.Schema).Series.Select(s => s.Metric).ToList();
        Assert.DoesNotContain("cpu.used_percent", names);
        Assert.DoesNotContain(names, n => n.EndsWith("per_second", StringComparison.Ordinal));
        Assert.Contains("memory.used_percent", names);
    }

    [Fact]
    public async Task The_start_brings_the_inventory_and_an_event_and_the_stop_brings_one()
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        await RunUntilAsync(folder, sink, () => sink.Ticks.Count >= 1 && sink.Events.Count >= 1);

        var inventory = sink.Received.Select(b => b.Inventory).OfType<WireInventory>().First();
        Assert.True(inventory.MemoryBytes > 0);
        Assert.True(inventory.CpuCount > 0);
        Assert.Equal(["agent.started", "agent.stopped"], sink.Events.Select(e => e.Kind));
        Assert.Contains(sink.Received, b => b.States is [{ Name: "agent.spool", Text: "On disk" }]);
    }

    [Fact]
    public async Task Names_of_old_schemas_go_once_nothing_in_the_spool_needs_them()
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        var schemas = folder.In("spool", "host-7", "schemas");
        Directory.CreateDirectory(schemas);
        var old = Path.Combine(schemas, "0123456789abcdef.json");
        await File.WriteAllTextAsync(old, "[]");
        await RunUntilAsync(folder, sink, () => sink.Series.Count >= 2 && Directory.GetFiles(schemas) is [var only] && Path.GetFileNameWithoutExtension(only) == sink.Series.MaxBy(s => s.Value.Count).Key);
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task An_event_that_was_handed_over_and_a_file_that_changed_while_the_agent_was_away_arrive()
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        var watched = folder.In("app.conf");
        await File.WriteAllTextAsync(watched, "one");
        var settings = AgentFolder.Settings(sink.Address) with { Watch = [watched] };
        var marks = folder.In("spool", "host-7", ConfigWatch.FileName);
        await RunUntilAsync(folder, sink, () => sink.Ticks.Count > 0 && File.Exists(marks), settings);
        await File.WriteAllTextAsync(watched, "two");
        EventBox.Put(folder.Path, HandedEvent.TryMake(TimeProvider.System.GetUtcNow(), "deploy", "shop 4.2")!);
        await RunUntilAsync(folder, sink, () => sink.Events.Count(e => e.Kind is "deploy" or "config.changed") >= 2, settings);
        Assert.Equal(["config.changed " + watched + " changed", "deploy shop 4.2"], sink.Events.Where(e => e.Kind is "deploy" or "config.changed").Select(e => $"{e.Kind} {e.Text}").Order());
    }

    [Fact]
    public async Task Ticks_move_where_the_server_wants_them()
    {
        using var folder = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        sink.Shift = 50;
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());

        // A tick is due every 100 ms; a move is one pause of 150.
        var running = RunUntilAsync(folder, sink, () => Gaps(sink).Count(g => g >= 140) >= 2, clock: clock);
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            return running.IsCompleted;
        }, TimeSpan.FromMinutes(2));
        await running;
        Assert.Contains(Gaps(sink), g => g is >= 90 and < 140);
    }

    private static IReadOnlyList<long> Gaps(AgentSink sink)
    {
        var times = sink.Ticks.Keys.ToList();
        return [.. times.Zip(times.Skip(1), (a, b) => b - a)];
    }

    internal static async Task RunUntilAsync(
        AgentFolder folder, AgentSink sink, Func<bool> condition, AgentSettings? settings = null, TimeProvider? clock = null)
    {
        settings ??= AgentFolder.Settings(sink.Address);
        settings.Save(folder.Path);
        using var stop = new CancellationTokenSource();
        var agent = new AgentProcess(folder.Path, settings, TimeSpan.FromMilliseconds(100), clock ?? TimeProvider.System, folder.Log) { SenderOptions = Quick };
        var running = agent.RunAsync(stop.Token);
        try
        {
            await sink.UntilAsync(condition);
        }
        finally
        {
            await stop.CancelAsync();
            await running.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
