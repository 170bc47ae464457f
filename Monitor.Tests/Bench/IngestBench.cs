using System.Globalization;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>
/// The real application under the ticks of a fleet: `./monitor bench ingest [--paced] [--all] [--screens] [--hosts 1000] [--seconds 15]`. Every host keeps one connection and
/// posts one tick of 40 samples at a time, uncompressed, as the real agent does with so small a batch; its key is checked, the answer comes after the commit, and the
/// shipped rules judge each tick. With `--all` the detectors watch every series as well, as `./monitor bench detect` measures alone. Figures of the clock are the median of
/// three rounds. Beside them the same load, over as many connections, is that of ten hosts only, in turn with that of all hosts and for as long: a sample must not cost more
/// where there are more hosts.
/// </summary>
internal static class IngestBench
{
    private const int Rounds = 3;
    private const int Few = 10;
    private const int FewTurns = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(5);

    /// <summary>Short: a stream takes 72,000 ticks an hour.</summary>
    private static readonly TimeSpan FewTime = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var hosts = Number(arguments, "--hosts", 1000);
        var paced = arguments.Contains("--paced");
        var duration = TimeSpan.FromSeconds(Number(arguments, "--seconds", paced ? 20 : 15));
        var data = TestFolders.Create("bench");
        try
        {
            Console.WriteLine($"# {hosts} hosts; {HostValues.Description}");
            // The limit of one agent is for the field: here each sends as fast as it is answered.
            string[] detection = arguments.Contains("--all") ? [] : ["--Detection:Enabled=false"];
            await using var server = await ServerProcess.StartAsync(data, ["--no-agent", "--Ingest:BatchesPerMinute=1000000", .. detection]);
            await using var database = await IngestDatabase.OpenAsync(data, cancellationToken);
            var (target, meter) = (new MonitorTarget(server.Address, await database.EnrolAsync(hosts + Few, cancellationToken)), new CpuMeter(server.Id, database.ProcessId));
            using var load = new IngestLoad(target, hosts, meter);
            using var few = paced || hosts < Few ? null : new IngestLoad(target.From(hosts), Few, meter, connections: hosts);
            await using var victoria = await VictoriaProcess.StartAsync(data);
            using var peer = victoria is null ? null : new IngestLoad(new VictoriaTarget(victoria.Address), hosts, new CpuMeter(victoria.Id));
            await using var bare = await BareProbe.StartAsync(data, cancellationToken);
            using var probe = new IngestLoad(new MonitorTarget(bare.Address, [.. Enumerable.Repeat("none", hosts)]), hosts, new CpuMeter(Environment.ProcessId));
            TimeSpan? beat = paced ? Beat : null;
            var postgres = new CpuMeter(database.ProcessId);
            var (ours, theirs, bares) = (new List<IngestRound>(), new List<IngestRound>(), new List<IngestRound>());
            var (fews, besides) = (new List<IngestRound>(), new List<IngestRound>());
            await load.BeginAsync(cancellationToken);
            await load.RunAsync(WarmUp, null, cancellationToken);
            await CompiledCode.AwaitAsync(server.Id, slice => load.RunAsync(slice, beat, cancellationToken));
            if (paced)
            {
                await database.AwaitEnteredAsync(slice => load.RunAsync(slice, beat, cancellationToken), cancellationToken);
            }

            await probe.BeginAsync(cancellationToken);
            await (peer?.BeginAsync(cancellationToken) ?? Task.CompletedTask);
            await using var screens = arguments.Contains("--screens") ? await BusyScreens.OpenAsync(server.Address) : null;
            var (before, memory) = (postgres.Seconds(), 0.0);
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(await load.RunAsync(duration, beat, cancellationToken));
                if (few is not null && round == 0)
                {
                    // With the agents alone: the ten hosts bring as many connections again.
                    memory = CpuMeter.PeakMegabytes(server.Id);
                    await few.BeginAsync(cancellationToken);
                }

                bares.Add(await probe.RunAsync(ProbeTime, beat, cancellationToken));
                for (var turn = 0; few is not null && turn < FewTurns; turn++)
                {
                    besides.Add(await load.RunAsync(FewTime, null, cancellationToken));
                    fews.Add(await few.RunAsync(FewTime, null, cancellationToken));
                }

                if (peer is not null)
                {
                    theirs.Add(await peer.RunAsync(duration, beat, cancellationToken));
                }
            }

            Report(ours, theirs, bares, paced);
            Benches.Print($"ingest.cpu_us_per_sample_{hosts}_hosts", 1e6 / PerCpu(few is null ? ours : besides), "us of CPU of web and PostgreSQL");
            if (few is not null)
            {
                Benches.Print($"ingest.cpu_us_per_sample_{Few}_hosts", 1e6 / PerCpu(fews), $"us of CPU; {Few} hosts over {hosts} connections, in turn with {hosts} hosts");
            }

            Benches.Print("ingest.database_cpu_share", (postgres.Seconds() - before) / ours.Concat(fews).Concat(besides).Sum(r => r.CpuSeconds), "of the CPU of web and PostgreSQL");
            Benches.Print("ingest.web_rss_mb", memory > 0 ? memory : CpuMeter.PeakMegabytes(server.Id), screens is null ? "MB" : "MB, with screens open and curves asked for");
            if (few is not null)
            {
                Benches.Print("ingest.web_rss_both_mb", CpuMeter.PeakMegabytes(server.Id), $"MB, with {2 * hosts} connections");
            }

            var (stored, doubled) = await database.CountAsync(cancellationToken);
            Benches.Print("ingest.lost", (load.Acknowledged + (few?.Acknowledged ?? 0) - stored) * HostValues.Names.Count, "samples");
            Benches.Print("ingest.doubled", doubled * HostValues.Names.Count, "samples");
        }
        finally
        {
            TestFolders.Delete(data);
        }
    }

    private static void Report(List<IngestRound> ours, List<IngestRound> theirs, List<IngestRound> bares, bool paced)
    {
        if (paced)
        {
            Benches.Print("ingest.paced_core_percent", Cores(ours) * 100, "% of one core");
        }
        else
        {
            Benches.Print("ingest.samples_per_cpu_second", PerCpu(ours), "samples per CPU second of web and PostgreSQL");
        }

        Print("ingest", ours);
        Benches.Print("ingest.sender_cpu_share", ours.Sum(r => r.SenderCpuSeconds) / (ours.Sum(r => r.SenderCpuSeconds) + ours.Sum(r => r.CpuSeconds)), "of all CPU");
        Benches.Print("ingest.cpu_us_per_sample_with_sender", 1e6 * ours.Sum(r => r.CpuSeconds + r.SenderCpuSeconds) / ours.Sum(r => r.Samples), "us of CPU of web, PostgreSQL and the bench");
        Benches.Print("ingest.probe.cpu_us_per_sample_with_sender", 1e6 * bares.Sum(r => r.CpuSeconds) / bares.Sum(r => r.Samples), "us of CPU of the bench, in which the probe runs");
        Print("ingest.probe", bares);
        if (theirs.Count == 0)
        {
            Console.WriteLine("# victoria-metrics is not installed: no ratio");
            return;
        }

        if (paced)
        {
            Benches.Print("ingest.victoriametrics_paced_core_percent", Cores(theirs) * 100, "% of one core");
        }

        Print("ingest.victoriametrics", theirs);
        Benches.Print("ingest.victoriametrics_samples_per_cpu_second", PerCpu(theirs), "samples per CPU second");
        Benches.Print("ingest.ratio_to_victoriametrics", PerCpu(ours) / PerCpu(theirs), "times as many samples per CPU second");
    }

    private static void Print(string name, List<IngestRound> rounds)
    {
        Benches.Print(name + ".samples_per_second", Median(rounds, r => r.Samples / r.Seconds), "samples/s");
        Benches.Print(name + ".p50_ms", Median(rounds, r => r.P50), "ms");
        Benches.Print(name + ".p99_ms", Median(rounds, r => r.P99), "ms");
    }

    private static double PerCpu(List<IngestRound> rounds) => rounds.Sum(r => r.Samples) / rounds.Sum(r => r.CpuSeconds);

    private static double Cores(List<IngestRound> rounds) => rounds.Sum(r => r.CpuSeconds) / rounds.Sum(r => r.Seconds);

    private static double Median(List<IngestRound> rounds, Func<IngestRound, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private static int Number(string[] arguments, string name, int usual)
    {
        var place = Array.IndexOf(arguments, name);
        return place < 0 ? usual : int.Parse(arguments[place + 1], CultureInfo.InvariantCulture);
    }
}
