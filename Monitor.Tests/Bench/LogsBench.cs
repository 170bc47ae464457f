using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Logs.Templates;
using Monitor.Domain.Metrics;
using Monitor.Tests.Store.Logs;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Bench;

/// <summary>
/// Lines of logs on their way in, on disk and found again: `./monitor bench logs [--lines 5000000]`. A week of one host, 500,000 lines where nothing is said, in batches of 1,000, each
/// cleaned, masked, committed and mined for its template before the next. CPU is that of this process and PostgreSQL, without the making of the lines; sizes are those of the
/// tables with their indexes; gzip packs the same lines as text, an hour in a file.
/// </summary>
internal static class LogsBench
{
    private const int Batch = 1000;
    private const int Days = 7;
    private const string Rare = "quetzalcoatlus";

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var total = arguments is ["--lines", var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 500_000;
        var anHour = Math.Max(total / (Days * 24), 1);
        var random = new Random(1);
        var texts = Enumerable.Range(0, 100_000).Select(_ => LogTexts.Next(random)).ToArray();
        await using var bench = new BenchStore();
        await bench.StartAsync(cancellationToken);
        var from = BenchStore.Day.AddDays(-Days);
        var (host, sources) = await AddHostAsync(bench, from, cancellationToken);
        var store = new LogStore(bench.Databases, bench.Clock);
        var (masks, miner) = (LogMasks.BuiltIn, new TemplateMiner());
        var (lines, inCpu, sealCpu, gzip) = (0L, 0.0, 0.0, 0L);
        for (var day = 0; day < Days; day++)
        {
            var cpu = bench.Meter.Seconds();
            for (var hour = from.AddDays(day); hour < from.AddDays(day + 1); hour = hour.AddHours(1))
            {
                for (var done = 0; done < anHour; done += Batch)
                {
                    var some = Math.Min(Batch, anHour - done);
                    await store.WriteAsync(host, [.. Enumerable.Range(done, some).Select(i => Line(i, hour))], hour.AddMinutes(30));
                    lines += some;
                }
            }

            inCpu += bench.Meter.Seconds() - cpu;
            for (var hour = 0; hour < 24; hour++)
            {
                gzip += Gzip(texts, sources, (int)(((lines - (anHour * (24L - hour))) % texts.Length + texts.Length) % texts.Length), anHour);
            }

            cpu = bench.Meter.Seconds();
            await store.Sealing.RunAsync(cancellationToken);
            sealCpu += bench.Meter.Seconds() - cpu;

            LogLine Line(int i, DateTimeOffset hour)
            {
                var text = LogCleaner.Clean(day == Days / 2 && i == 0 && hour.Hour == 12 ? $"one {Rare} was seen" : texts[(lines + (i % Batch)) % texts.Length], LogCleaner.Most, out var marks);
                text = masks.Apply(text, out var isMasked);
                var source = i % sources.Length;
                miner.Mine(source == 0 ? "sshd" : "app", text);
                return new LogLine(hour.AddMilliseconds(i * (3_599_999L / anHour)).ToUnixTimeMilliseconds(), sources[source], (LogSeverity)(3 + (i % 5)), isMasked ? marks | LogMarks.Masked : marks, text);
            }
        }

        Benches.Print("logs.lines", lines, "lines");
        Benches.Print("logs.lines_per_cpu_second", lines / inCpu, "lines per CPU second, cleaned, masked, durable, mined");
        Benches.Print("logs.sealed_lines_per_cpu_second", lines / sealCpu, "lines per CPU second of sealing");
        Benches.Print("logs.templates", miner.Templates.Count(), "templates");
        Benches.Print("logs.bytes_per_line", await bench.BytesAsync("log_chunks") / (double)lines, "B, with filters and indexes");
        Benches.Print("logs.gzip_bytes_per_line", gzip / (double)lines, "B of gzip");
        await FindAsync(store, host, from, cancellationToken);
    }

    private static async Task FindAsync(LogStore store, int host, DateTimeOffset from, CancellationToken cancellationToken)
    {
        foreach (var (name, words) in new[] { ("rare_word", Rare), ("absent_word", "brontosaurus") })
        {
            var times = new List<double>();
            for (var i = 0; i < 4; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var page = await store.Reader.FindAsync(new LogAsk([host], from, from.AddDays(Days), new LogQuery(words)), cancellationToken);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Trace.Assert(page.Lines.Count == (words == Rare ? 1 : 0) && !page.IsPartial);
            }

            Benches.Print($"logs.{name}_first_ms", times[0], "ms, code and pages as they were after sealing");
            Benches.Print($"logs.{name}_ms", times.Skip(1).Order().ElementAt(1), "ms in a week of one host, median of three");
        }

        var histogram = Stopwatch.GetTimestamp();
        await store.Reader.CountAsync(new LogAsk([host], from, from.AddDays(Days)), TimeSpan.FromHours(1), cancellationToken);
        Benches.Print("logs.histogram_ms", Stopwatch.GetElapsedTime(histogram).TotalMilliseconds, "ms for a week of one host by the hour");
    }

    private static async Task<(int HostId, int[] Sources)> AddHostAsync(BenchStore bench, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(bench.Databases.Ui).Options);
        var host = new Host { Name = "bench-logs", Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
        db.Hosts.Add(host);
        await db.SaveChangesAsync(cancellationToken);
        LogSource[] sources =
            [.. Enumerable.Range(0, 5).Select(i => new LogSource { HostId = host.Id, Kind = LogSourceKind.File, Name = $"/var/log/bench-{i}.log", FirstSeenAt = at, LastSeenAt = at })];
        db.LogSources.AddRange(sources);
        await db.SaveChangesAsync(cancellationToken);
        return (host.Id, [.. sources.Select(s => s.Id)]);
    }

    private static long Gzip(string[] texts, int[] sources, int first, int count)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var i = 0; i < count; i++)
            {
                var time = BenchStore.Day.AddMilliseconds(i * (3_599_999L / count));
                gzip.Write(Encoding.UTF8.GetBytes($"{time:yyyy-MM-ddTHH:mm:ss.fffZ} {sources[i % sources.Length]} {3 + (i % 5)} {texts[(first + i) % texts.Length]}\n"));
            }
        }

        return packed.Length;
    }
}
