using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Efficiency.Refreshing;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Bench;

/// <summary>
/// What the efficiency of a fleet costs: `./monitor bench efficiency [--hosts 1000]`. A month of roll-ups of generated hosts is read at the first time, then one hour more; writing the
/// index of the hour as series is measured apart, in an application that judges and follows what is written.
/// </summary>
internal static class EfficiencyBench
{
    private const int Days = 31;

    private static readonly string[] Metrics =
        ["cpu.used_percent", "memory.used_percent", "disk.used_percent", "disk.utilisation_percent", "network.received_bytes_per_second", "network.sent_bytes_per_second"];

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var count = int.Parse(Array.IndexOf(arguments, "--hosts") is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : "1000", CultureInfo.InvariantCulture);
        await using var bench = new BenchStore();
        await bench.StartAsync(cancellationToken);
        var (start, end) = (BenchStore.Day.AddDays(1 - Days), BenchStore.Day.AddDays(1));
        var (kinds, hour) = (Enumerable.Range(0, 20).Select(k => Month(k, start)).ToList(), HourOf(end));
        var streams = new List<StreamEntry>();
        for (var i = 0; i < count; i++)
        {
            streams.Add(await bench.AddHostAsync($"bench-{i}", Metrics.Select(m => new SeriesName(m, "")), cancellationToken));
        }

        await using (var connection = await bench.Databases.Jobs.OpenConnectionAsync(cancellationToken))
        {
            for (var day = 0; day < Days; day++)
            {
                await SealedTables.WriteAsync(
                    connection, [.. streams.Select((s, i) => new SealedRow(s.Id, start.AddDays(day), kinds[i % kinds.Count][day]))], mayExist: false, cancellationToken);
            }

            await SealedTables.WriteAsync(connection, [.. streams.Select(s => new SealedRow(s.Id, end, hour))], mayExist: false, cancellationToken);
        }

        await bench.ExecuteAsync("ANALYZE");
        Console.WriteLine($"# {count} hosts of {Metrics.Length} series, {Days} days of roll-ups");
        var refresher = Refresher(bench);
        await TimeAsync(bench, refresher, "efficiency.seconds", $"s for {Days} days", cancellationToken);
        bench.Clock.StepWallClock(TimeSpan.FromHours(1));
        await TimeAsync(bench, refresher, "efficiency.hour_seconds", "s for one hour more", cancellationToken);
        await TellAsync(count, cancellationToken);
        await TestServer.StopSharedAsync();
    }

    private static async Task TellAsync(int count, CancellationToken cancellationToken)
    {
        await using var small = new SmallApplication(clock: null);
        await small.StartAsync();
        await using var db = small.Application.Database.CreateDb();
        var hosts = Enumerable.Range(0, count).Select(i => new Host { Key = Guid.NewGuid(), Name = $"bench-{i}", GroupId = HostGroup.FleetId }).ToList();
        db.Hosts.AddRange(hosts);
        await db.SaveChangesAsync(cancellationToken);
        var teller = small.Application.Services.GetRequiredService<ReiTeller>();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (name, at) in new[] { ("efficiency.told_first_seconds", now.AddHours(-1)), ("efficiency.told_seconds", now) })
        {
            var readings = hosts.ConvertAll(h => (h.Id, new ReiReading(60, [.. Resources.All.Select(r => new ResourceReading(r, 50 + (int)r, 1, 1, 1, 0, 1, 1))], 1, "60: all is even")));
            var wall = Stopwatch.GetTimestamp();
            await teller.TellAsync(readings, at, cancellationToken);
            Benches.Print(name, Stopwatch.GetElapsedTime(wall).TotalSeconds, $"s for the series of {count} hosts of one hour");
        }
    }

    private static async Task TimeAsync(BenchStore bench, ReiRefresher refresher, string name, string unit, CancellationToken cancellationToken)
    {
        var (wall, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var report = await refresher.RunAsync(cancellationToken);
        Benches.Print(name, Stopwatch.GetElapsedTime(wall).TotalSeconds, $"{unit}, {report.Hosts} hosts, {report.Hours} h, {report.Told} told");
        Benches.Print($"{name}_web_cpu", (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, "s of CPU without that of the database");
    }

    private static ReiRefresher Refresher(BenchStore bench)
    {
        var contexts = new Contexts(bench);
        return new ReiRefresher(
            bench.Databases, contexts, bench.Store.Catalog, new SealedHours(bench.Databases, bench.Clock, NullLogger<SealedHours>.Instance), new PlanReader(contexts),
            new ReiTeller((_, _, _, _, _) => Task.FromResult(BatchOutcome.Of(BatchStatus.Committed))), Options.Create(new RetentionOptions()), bench.Clock);
    }

    private static List<SealedPeriod> Month(int kind, DateTimeOffset start) => [.. Enumerable.Range(0, Days).Select(d => Seal(kind + d, start.AddDays(d), SealPeriods.Day))];

    private static SealedPeriod HourOf(DateTimeOffset start) => Seal(7, start, SealPeriods.Hour);

    private static SealedPeriod Seal(int seed, DateTimeOffset start, TimeSpan period)
    {
        var (table, sealer, values) = (new TickTable(), new PeriodSealer(period), new double[Metrics.Length]);
        var row = new byte[TickCodec.MaximumLength(values.Length)];
        for (var minute = 0; minute < period.TotalMinutes; minute++)
        {
            var wave = 30 + (25 * Math.Sin((seed + (minute / 60.0)) * Math.PI / 12));
            (values[0], values[1], values[2], values[3], values[4], values[5]) =
                (Math.Round(wave + (minute % 7), 1), Math.Round(60 + (wave / 10), 1), 55, Math.Round(wave / 8, 1), Math.Round(wave * 1000), Math.Round(wave * 700));
            table.Add(start.AddMinutes(minute).ToUnixTimeMilliseconds(), row.AsSpan(0, TickCodec.Encode(values, row)));
        }

        return sealer.Seal(start.ToUnixTimeMilliseconds(), [table], _ => false)!;
    }

    private sealed class Contexts(BenchStore bench) : IDbContextFactory<MonitorDb>
    {
        public MonitorDb CreateDbContext() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(bench.Databases.Ui).Options);
    }
}
