using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Monitor.Domain.Metrics;
using Monitor.Web.Metrics;
using Monitor.Web.Store;

namespace Monitor.Tests.Bench;

/// <summary>
/// What a chart waits for: one series over 24 h, 7 d and 90 d to 500 points, 20 hosts over an hour, the latest values of a fleet. Warm is the median of many;
/// cold the median of three that each are the first after the database was started with nothing of its files in memory. `./monitor bench query`.
/// </summary>
internal static class QueryBench
{
    private const int Points = 500;
    private const int Fleet = 1000;

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine($"# {HostValues.Description}");
        await using var bench = new BenchStore();
        await bench.StartAsync(cancellationToken);
        var streams = new List<StreamEntry>();
        for (var host = 1; host <= 20; host++)
        {
            streams.Add(await bench.AddHostAsync($"bench-{host}", BenchStore.AllNames, cancellationToken));
            await bench.WriteDayAsync(streams[^1].Id, host, BenchStore.Day, apart: 10);
        }

        var midnight = BenchStore.Day.AddDays(1);
        var reader = bench.Store.Reader;
        await bench.Store.Sealing.RunAsync(cancellationToken);
        await TimeAsync(bench, "query.day_by_hours", () => reader.ReadAsync([streams[0].Series[0]], new TimeRange(BenchStore.Day, midnight), Points, cancellationToken));
        await TimeAsync(bench, "query.hour_20_hosts", () =>
            reader.ReadAsync([.. streams.Select(s => s.Series[0])], new TimeRange(midnight.AddHours(-1), midnight), Points, cancellationToken));
        bench.Clock.StepWallClock(TimeSpan.FromHours(3));
        await bench.Store.Sealing.RunAsync(cancellationToken);
        await DayAsync(bench, "query.day_of_1", streams[0], cancellationToken);

        await bench.WriteSealedDaysAsync(streams[0].Id, 77, BenchStore.Day.AddDays(-89), 89, cancellationToken);
        await bench.ExecuteAsync("ANALYZE");
        await DayAsync(bench, "query.day", streams[0], cancellationToken);
        foreach (var (name, days) in new[] { ("query.week", 7), ("query.quarter", 90) })
        {
            await TimeAsync(bench, name, () => reader.ReadAsync([streams[0].Series[0]], new TimeRange(midnight.AddDays(-days), midnight), Points, cancellationToken));
        }

        await LatestAsync(bench, streams, cancellationToken);
    }

    private static Task DayAsync(BenchStore bench, string name, StreamEntry stream, CancellationToken cancellationToken) =>
        TimeAsync(bench, name, () => bench.Store.Reader.ReadAsync([stream.Series[0]], new TimeRange(BenchStore.Day, BenchStore.Day.AddDays(1)), Points, cancellationToken));

    private static async Task TimeAsync(BenchStore bench, string name, Func<Task<IReadOnlyList<SeriesCurve>>> read)
    {
        var curves = await read(); // its code is compiled
        var colds = new double[3];
        long start;
        for (var i = 0; i < colds.Length; i++)
        {
            await bench.ChillAsync(default);
            start = Stopwatch.GetTimestamp();
            await read();
            colds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Benches.Print(name + "_cold_ms", colds.Order().ElementAt(1), "ms");
        Assert.All(curves, c => Assert.InRange(c.Curve.Points.Count, 100, Points));
        var times = new double[400];
        for (var i = 0; i < times.Length; i++)
        {
            start = Stopwatch.GetTimestamp();
            await read();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        Benches.Print(name + "_p50_ms", times[times.Length / 2], "ms");
        Benches.Print(name + "_p95_ms", times[times.Length * 95 / 100], "ms");
    }

    /// <summary>The 40 newest values of 1,000 hosts, from memory to JSON.</summary>
    private static async Task LatestAsync(BenchStore bench, List<StreamEntry> streams, CancellationToken cancellationToken)
    {
        var latest = new LatestValues(bench.Store.Catalog);
        while (streams.Count < Fleet)
        {
            streams.Add(await bench.AddHostAsync($"bench-{streams.Count + 1}", BenchStore.AllNames, cancellationToken));
        }

        foreach (var stream in streams)
        {
            var values = new double[stream.Width];
            new HostValues(stream.Id).Next(values);
            latest.Offer(new CommittedTick(stream.HostId, stream.Id, BenchStore.Day, BenchStore.Day, values));
        }

        var times = new double[50];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Write(latest, streams);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        Benches.Print("query.latest_ms", times[times.Length / 2], "ms for 40 values of 1,000 hosts");
    }

    private static void Write(LatestValues latest, List<StreamEntry> streams)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 21);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var stream in streams)
        {
            json.WriteStartObject();
            json.WriteNumber("host", stream.HostId);
            json.WriteStartArray("values");
            foreach (var value in latest.OfStream(stream.Id)!.Values)
            {
                json.WriteDecimal(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
    }
}
