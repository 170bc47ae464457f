using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Support;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Refreshing;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Bench;

/// <summary>
/// What a forecast costs: `./monitor bench forecast [--series 40000]`. Hosts of 40 series with ten days of history in the real store; the first refresh of all, and
/// a quarter of an hour later the next one, which is what a server does day and night. CPU of everything, the database too.
/// </summary>
internal static class ForecastBench
{
    private const int SeriesPerHost = 40;
    private const int Seeds = 10;
    private const int Days = 10;

    /// <summary>Half past noon, so that the day so far is in hours that are sealed and in one that is not.</summary>
    private static readonly TimeSpan Started = TimeSpan.FromHours(12.5);

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var series = Number(arguments, "--series", 40_000);
        Console.WriteLine($"# {series} series, {Days} days of history every 10 s; {HostValues.Description}");
        await using var bench = new BenchStore();
        await bench.StartAsync(cancellationToken);
        var today = BenchStore.Day.AddDays(1);
        bench.Clock.StepWallClock(today + Started - bench.Clock.GetUtcNow());
        var streams = new List<StreamEntry>();
        for (var host = 0; host < series / SeriesPerHost; host++)
        {
            streams.Add(await bench.AddHostAsync($"bench-{host}", BenchStore.AllNames, cancellationToken));
        }

        await WriteAsync(bench, streams, today, cancellationToken);
        await bench.ExecuteAsync("UPDATE series SET created_at = created_at - interval '30 days'; ANALYZE");
        var options = Options.Create(new ForecastingOptions { Metrics = [.. HostValues.Names.Select(n => n.Metric).Distinct()], NearMetrics = [] });
        var refresher = Refresher(bench, options);
        await new ForecastSubjects(bench.Databases, options, bench.Clock).AlignAsync(cancellationToken);

        // The other grids are not due while it measures, as they are not in most quarters of an hour; what is not there would be made again.
        var later = (bench.Clock.GetUtcNow() + TimeSpan.FromMinutes(45)).ToString("O", CultureInfo.InvariantCulture);
        await bench.ExecuteAsync($"UPDATE forecast_tasks SET due_at = '{later}' WHERE grid <> 1; ANALYZE forecast_tasks");
        Benches.Print("forecast.first_cpu_ms_each", await MeasureAsync(bench, refresher, series, cancellationToken), "ms of CPU a series, with its entry into the registry");

        bench.Clock.StepWallClock(TimeSpan.FromMinutes(15));
        await HotAsync(bench, streams, today + Started, TimeSpan.FromMinutes(15));
        var start = Stopwatch.GetTimestamp();
        var each = await MeasureAsync(bench, refresher, series, cancellationToken);
        Benches.Print("forecast.cpu_ms_each", each, "ms of CPU a series, history read and forecast stored");
        Benches.Print("forecast.seconds", Stopwatch.GetElapsedTime(start).TotalSeconds, "s for all, one after the other");
        Benches.Print("forecast.rss_mb", CpuMeter.PeakMegabytes(Environment.ProcessId), "MB resident at most, the bench itself and its data included");
        Benches.Print("forecast.managed_mb", GC.GetTotalMemory(forceFullCollection: true) / 1e6, "MB that stay");
        Benches.Print("forecast.bytes_each", (double)await bench.BytesAsync("forecasts") / (2.0 * series), "bytes on disk a forecast");
    }

    private static async Task<double> MeasureAsync(BenchStore bench, ForecastRefresher refresher, int series, CancellationToken cancellationToken)
    {
        var before = bench.Meter.Seconds();
        var report = await refresher.RunAsync(cancellationToken);
        var each = (bench.Meter.Seconds() - before) * 1000 / series;
        Assert.Equal((series, 0), (report.Series, report.Failures.Count));
        Assert.InRange(report.Forecasts, series * 9 / 10, series);
        return each;
    }

    private static ForecastRefresher Refresher(BenchStore bench, IOptions<ForecastingOptions> options)
    {
        var budget = new ForecastBudget(options, bench.Clock);
        var tools = new ForecastTools(
            new ForecastModels(options), budget, new ForecastSubjects(bench.Databases, options, bench.Clock), new ForecastFigures(new SelfMetrics(bench.Clock), budget));
        return new ForecastRefresher(
            bench.Databases, bench.Store.Catalog, new HistoryReader(bench.Store.Reader), tools, new ForecastPartitions(bench.Databases), options, new LiveFeed(), bench.Clock);
    }

    /// <summary>Some hosts' days are made and written for all: what is read is as much as if each were another.</summary>
    private static async Task WriteAsync(BenchStore bench, List<StreamEntry> streams, DateTimeOffset today, CancellationToken cancellationToken)
    {
        await using var connection = await bench.Databases.Jobs.OpenConnectionAsync(cancellationToken);
        var hosts = Enumerable.Range(0, Seeds).Select(s => new HostValues(s)).ToList();
        for (var start = today.AddDays(-Days); start < SealPeriods.Floor(today + Started, SealPeriods.Hour);)
        {
            var length = start < today ? SealPeriods.Day : SealPeriods.Hour;
            var periods = hosts.ConvertAll(h => Period(h, start, length, streams[0]));
            foreach (var chunk in streams.Select((stream, i) => (stream, i)).Chunk(50))
            {
                await SealedTables.WriteAsync(connection, [.. chunk.Select(c => new SealedRow(c.stream.Id, start, periods[c.i % Seeds]))], mayExist: false, cancellationToken);
            }

            start += length;
        }

        await HotAsync(bench, streams, SealPeriods.Floor(today + Started, SealPeriods.Hour), TimeSpan.FromMinutes(30));
    }

    private static SealedPeriod Period(HostValues host, DateTimeOffset start, TimeSpan length, StreamEntry like)
    {
        var (values, row) = (new double[HostValues.Names.Count], new byte[TickCodec.MaximumLength(HostValues.Names.Count)]);
        var table = new TickTable();
        for (var second = 0; second < length.TotalSeconds; second += 10)
        {
            host.Next(values);
            table.Add(start.AddSeconds(second).ToUnixTimeMilliseconds(), row.AsSpan(0, TickCodec.Encode(values, row)));
        }

        // The samples themselves are not read for this grid.
        return new PeriodSealer(length).Seal(start.ToUnixTimeMilliseconds(), [table], like.IsCounter)! with { Chunk = new SealedColumns([0], []) };
    }

    private static async Task HotAsync(BenchStore bench, List<StreamEntry> streams, DateTimeOffset from, TimeSpan length)
    {
        foreach (var (stream, i) in streams.Select((stream, i) => (stream, i)))
        {
            var host = new HostValues(i % Seeds);
            await bench.Store.WriteHotAsync(stream.Id, Enumerable.Range(0, (int)(length.TotalSeconds / 10)).Select(tick =>
            {
                var values = new double[HostValues.Names.Count];
                host.Next(values);
                return (from.AddSeconds(tick * 10), values);
            }));
        }
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
