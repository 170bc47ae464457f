using System.Diagnostics;
using System.Globalization;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>
/// Everything at once, as on a usual day: `./monitor bench whole [--hosts 1000] [--seconds 120] [--viewers 20]`. Each host sends a tick of 40 samples every 10 s; the shipped
/// rules and the detectors judge them, what is due is forecast, and so many pages of a real Chromium follow. The hosts first send what has gone by of the open
/// hour: with half an hour of it the first forecasts are due.
/// </summary>
internal static class WholeBench
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (hosts, seconds, viewers) = (Number(arguments, "--hosts", 1000), Number(arguments, "--seconds", 120), Number(arguments, "--viewers", 20));
        var data = TestFolders.Create("bench");
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            var since = now.AddMinutes(-now.Minute);
            Console.WriteLine($"# {hosts} hosts of 40 series every 10 s, {now.Minute} min of them before; {viewers} viewers; {HostValues.Description}");
            // The past comes faster than from an agent, and all viewers are one person.
            await using var server = await ServerProcess.StartAsync(data, "--no-agent", "--Ingest:BatchesPerMinute=1000000", $"--Access:CircuitsPerUser={viewers + 10}");
            await using var database = await IngestDatabase.OpenAsync(data, cancellationToken);
            var (target, meter) = (new MonitorTarget(server.Address, await database.EnrolAsync(hosts, cancellationToken)), new CpuMeter(server.Id, database.ProcessId));
            using var load = new IngestLoad(target, hosts, meter, clock: () => new HostClock(since, Beat));
            await load.BeginAsync(cancellationToken);
            await load.CatchUpAsync(cancellationToken);
            await using var screens = viewers == 0 ? null : await BusyScreens.OpenAsync(server.Address, viewers, asksForCurves: false);
            await load.RunAsync(2 * Beat, Beat, cancellationToken);
            var (web, start) = (new CpuMeter(server.Id), Stopwatch.GetTimestamp());
            var before = web.Seconds();
            var round = await load.RunAsync(TimeSpan.FromSeconds(seconds), Beat, cancellationToken);
            Benches.Print("whole.core_percent", round.CpuSeconds / round.Seconds * 100, "% of one core, web and PostgreSQL");
            Benches.Print("whole.web_core_percent", (web.Seconds() - before) / Stopwatch.GetElapsedTime(start).TotalSeconds * 100, "% of one core, web alone");
            Benches.Print("whole.samples_per_second", round.Samples / round.Seconds, "samples/s");
            Benches.Print("whole.web_rss_mb", CpuMeter.PeakMegabytes(server.Id), "MB at most");
            Benches.Print("whole.p99_ms", round.P99, "ms until the answer");
        }
        finally
        {
            TestFolders.Delete(data);
        }
    }

    private static int Number(string[] arguments, string name, int usual)
    {
        var place = Array.IndexOf(arguments, name);
        return place < 0 ? usual : int.Parse(arguments[place + 1], CultureInfo.InvariantCulture);
    }
}
