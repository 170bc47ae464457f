using Monitor.Web.Store;

namespace Monitor.Tests.Bench;

/// <summary>
/// What a sample takes on disk, tier by tier, and what sealing costs: `./monitor bench store [--full]`. 29 hosts x 40 series x one day at 10 s are 10 M samples;
/// --full is 80 hosts, 27.6 M. Sealing is measured warm. Sizes by pg_total_relation_size of the tables with their indexes.
/// </summary>
internal static class StoreBench
{
    private static readonly string[] Six =
    [
        "cpu.used_percent", "memory.used_percent", "disk.used_percent", "load.1m", "network.received_bytes_per_second", "network.sent_bytes_per_second",
    ];

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var hosts = arguments.Contains("--full") ? 80 : 29;
        Console.WriteLine($"# {hosts} hosts; {HostValues.Description}");
        await using var bench = new BenchStore();
        await bench.StartAsync(cancellationToken);
        await WarmUpAsync(bench, cancellationToken);
        for (var host = 1; host <= hosts; host++)
        {
            var stream = await bench.AddHostAsync($"bench-{host}", BenchStore.AllNames, cancellationToken);
            await bench.WriteDayAsync(stream.Id, host, BenchStore.Day, apart: 10);
        }

        var samples = hosts * 8640.0 * HostValues.Names.Count;
        Benches.Print("store.samples", samples, "samples");
        Benches.Print("store.bytes_per_sample_hot", await bench.BytesAsync("hot_ticks") / samples, "B");
        await SealAsync(bench, "seal", samples);
        Benches.Print("store.bytes_per_sample_hour", await bench.BytesAsync("chunks_hours") / samples, "B");
        Benches.Print("store.minute_rollup_bytes_per_sample_hour", await bench.BytesAsync("rollups_hour_minutes") / samples, "B of roll-up for each sample");
        bench.Clock.StepWallClock(TimeSpan.FromHours(3));
        await SealAsync(bench, "merge", samples);
        Benches.Print("store.bytes_per_sample_day", await bench.BytesAsync("chunks_days") / samples, "B");
        Benches.Print("store.minute_rollup_bytes_per_sample_day", await bench.BytesAsync("rollups_day_minutes") / samples, "B of roll-up for each sample");
        Benches.Print("store.hour_rollup_bytes_per_sample_day", await bench.BytesAsync("rollups_day_hours") / samples, "B of roll-up for each sample");
        await SixAsync(bench, cancellationToken);
    }

    /// <summary>A server seals for months: that its code is compiled once does not belong to a sample. What it wrote is taken away again.</summary>
    private static async Task WarmUpAsync(BenchStore bench, CancellationToken cancellationToken)
    {
        var stream = await bench.AddHostAsync("warm-up", BenchStore.AllNames, cancellationToken);
        foreach (var day in new[] { -4, -3, -2 })
        {
            await bench.WriteDayAsync(stream.Id, 99 - day, BenchStore.Day.AddDays(day), apart: 10);
            await bench.Store.Sealing.RunAsync(cancellationToken);
        }

        await bench.ExecuteAsync("TRUNCATE chunks, rollups");
    }

    private static async Task SealAsync(BenchStore bench, string name, double samples)
    {
        var before = bench.Meter.Seconds();
        await bench.Store.Sealing.RunAsync(default);
        Benches.Print(name + ".samples_per_cpu_second", samples / (bench.Meter.Seconds() - before), "samples per CPU second of the sealer and PostgreSQL");
    }

    /// <summary>Six metrics of one host every 2 s.</summary>
    private static async Task SixAsync(BenchStore bench, CancellationToken cancellationToken)
    {
        var names = BenchStore.AllNames.ToList();
        var some = Six.Select(metric => names.FindIndex(n => n.Metric == metric)).ToArray();
        bench.Clock.StepWallClock(TimeSpan.FromHours(-3) + TimeSpan.FromDays(1));
        var day = BenchStore.Day.AddDays(1);
        var (chunks, rollups) = (await bench.BytesAsync("chunks_hours"), await bench.BytesAsync("rollups_hour_minutes"));
        foreach (var host in Enumerable.Range(1, 5))
        {
            var stream = await bench.AddHostAsync($"six-{host}", some.Select(o => names[o]), cancellationToken);
            await bench.WriteDayAsync(stream.Id, 1000 + host, day, apart: 2, some);
        }

        await bench.Store.Sealing.RunAsync(default);
        (chunks, rollups) = (await bench.BytesAsync("chunks_hours") - chunks, await bench.BytesAsync("rollups_hour_minutes") - rollups);
        Benches.Print("store.kb_per_host_hour_six", chunks / (5 * 24 * 1000.0), "KB an hour, samples sealed by the hour");
        Benches.Print("store.kb_per_host_hour_six_with_rollups", (chunks + rollups) / (5 * 24 * 1000.0), "KB an hour, with roll-ups by the minute");
    }
}
