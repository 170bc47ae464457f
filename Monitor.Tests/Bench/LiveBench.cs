using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Data;
using Monitor.Domain.Wire;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Bench;

/// <summary>
/// 20 hosts at one tick every 2 s and a real Chromium: from a sample's arrival at the server to its paint on a host's page, first loads, a refresh, and
/// what the server takes.
/// </summary>
internal static class LiveBench
{
    private const int Hosts = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var data = TestFolders.Create("bench");
        try
        {
            await using var server = await ServerProcess.StartAsync(data, "--no-agent");
            var senders = await EnrolAsync(data, server.Address, cancellationToken);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sending = Task.WhenAll(senders.Select(s => s.RunAsync(stopping.Token)));
            await MeasureAsync(server, senders[0].HostId, cancellationToken);
            await stopping.CancelAsync();
            await sending;
        }
        finally
        {
            TestFolders.Delete(data);
        }
    }

    private static async Task MeasureAsync(ServerProcess server, int hostId, CancellationToken cancellationToken)
    {
        var browser = new Chromium();
        try
        {
            var page = await SignInAsync(browser, server.Address);
            await TimeAsync("live.fleet_first_load_ms", page, new Uri(server.Address, "/hosts").ToString(), "table.plain tbody tr");
            await TimeAsync("live.host_first_load_ms", page, new Uri(server.Address, $"/hosts/{hostId}").ToString(), ".apexcharts-line-series path");
            var started = Stopwatch.GetTimestamp();
            await page.GetByRole(AriaRole.Button, new() { Name = "5 min", Exact = true }).ClickAsync();
            await page.Locator("button[aria-pressed=true]", new() { HasText = "5 min" }).WaitForAsync();
            Benches.Print("live.refresh_ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");

            using var process = Process.GetProcessById(server.Id);
            var cpu = process.TotalProcessorTime;
            started = Stopwatch.GetTimestamp();
            await page.EvaluateAsync("() => { window.monitorPaint.milliseconds.length = 0; }");
            await Task.Delay(Measured, cancellationToken);
            process.Refresh();
            var painted = await page.EvaluateAsync<double[]>("() => window.monitorPaint.milliseconds");
            Array.Sort(painted);
            Benches.Print("live.paints", painted.Length, "count");
            Benches.Print("live.p50_ms", Quantile(painted, 0.5), "ms");
            Benches.Print("live.p95_ms", Quantile(painted, 0.95), "ms");
            Benches.Print("live.web_rss_mb", process.WorkingSet64 / 1e6, "MB");
            Benches.Print("live.web_core_percent", (process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(started) * 100, "% of one core");
        }
        finally
        {
            await browser.DisposeAsync();
        }
    }

    private static double Quantile(double[] sorted, double part) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(part * sorted.Length) - 1];

    private static async Task<IPage> SignInAsync(Chromium browser, Uri address)
    {
        var context = await browser.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 1200 } });
        return await context.OpenAsAdminAsync(address);
    }

    private static async Task TimeAsync(string name, IPage page, string address, string shown)
    {
        var started = Stopwatch.GetTimestamp();
        await page.GotoAsync(address);
        await page.Locator(shown).First.WaitForAsync();
        Benches.Print(name, Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
    }

    private static async Task<IReadOnlyList<Sender>> EnrolAsync(string data, Uri address, CancellationToken cancellationToken)
    {
        var postgres = await EmbeddedPostgres.StartAsync(data, PostgresBinaries.Locate(ProductHome.Path), _ => { }, cancellationToken);
        await using var source = NpgsqlDataSource.Create(postgres.OwnerConnectionString);
        await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(source).Options);
        var hosts = await EnrolledHost.AddAsync(db, [.. Enumerable.Range(1, Hosts).Select(i => $"bench-{i}")], cancellationToken);
        return [.. hosts.Select((h, i) => new Sender(address, h.Host.Id, h.Key, Interval * (i + 1) / Hosts))];
    }

    /// <summary>One host: the series of a small machine, a tick every 2 s, its beat apart from the others'.</summary>
    private sealed class Sender(Uri address, int hostId, string key, TimeSpan phase)
    {
        private static readonly WireSeries[] Names = [.. BusyHost.Usual];

        public int HostId => hostId;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            var random = new Random(hostId);
            try
            {
                await Task.Delay(phase, cancellationToken);
                using var timer = new PeriodicTimer(Interval);
                for (var seq = 1L; await timer.WaitForNextTickAsync(cancellationToken); seq++)
                {
                    using var answer = await client.PostAsync("api/v1/metrics", Body(seq, random), cancellationToken);
                    answer.EnsureSuccessStatusCode();
                }
            }
            catch (OperationCanceledException)
            {
                // Measured enough.
            }
        }

        private static ByteArrayContent Body(long seq, Random random)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var schema = new WireSchema(SchemaId.Of(Names), Names);
            var values = Names.Select(_ => (double?)Math.Round(random.NextDouble() * 100, 1)).ToList();
            var batch = new MetricBatch { Seq = seq, Sent = now, Count = 1, Schemas = [schema], Ticks = [new WireTick(schema.Id, now, values)] };
            using var target = new MemoryStream();
            using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            {
                JsonSerializer.Serialize(gzip, batch, WireJson.Default.MetricBatch);
            }

            var content = new ByteArrayContent(target.ToArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Headers.ContentEncoding.Add("gzip");
            return content;
        }
    }
}
