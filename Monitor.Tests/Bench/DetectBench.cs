using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Tests.Support;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Bench;

/// <summary>
/// What watching series costs: `./monitor bench detect [--series 50000] [--detector evidence]`. Every series of generated hosts through the bank of detectors, without a
/// database: first a minute at 10 s, then a day at 5 min, so that every detector has all the memory that it ever takes, then what counts at 10 s.
/// </summary>
internal static class DetectBench
{
    private const int SeriesPerHost = 40;
    private const int Rounds = 60;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var series = int.Parse(Argument(arguments, "--series", "50000"), CultureInfo.InvariantCulture);
        var options = Options.Create(new DetectionOptions { Detector = Argument(arguments, "--detector", new DetectionOptions().Detector) });
        Console.WriteLine($"# {series} series, detector {options.Value.Detector}; {HostValues.Description}");
        await using var databases = new Databases("Host=127.0.0.1", "Host=127.0.0.1");
        var hosts = Hosts(databases, series / SeriesPerHost, out var catalog);
        var figures = new DetectionFigures(new SelfMetrics(TimeProvider.System));
        var bank = new DetectorBank(catalog, options, new DetectorSource(DetectorSource.Shipped), figures, new LabelFactors(null!, TimeProvider.System), NullLogger<DetectorBank>.Instance);
        var facts = new DetectionFacts { Plan = Everything(options.Value.Detector) };
        var run = new Run(bank, facts, hosts);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var host in hosts)
        {
            bank.Add(host.Stream);
        }

        for (var i = 0; i < 6 + 288; i++)
        {
            run.Round(i < 6 ? Tick : TimeSpan.FromMinutes(5));
            cancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(series, bank.Watched);
        var cpu = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var start = run.Spent;
            for (var round = 0; round < Rounds / 3; round++)
            {
                run.Round(Tick);
            }

            cpu.Add((run.Spent - start).TotalMicroseconds / ((double)series * (Rounds / 3)));
        }

        Benches.Print("detect.us_per_point", cpu.Average(), $"us of CPU a point, {Rounds} rounds of 10 s; parts {string.Join(' ', cpu.Select(c => c.ToString("0.00", CultureInfo.InvariantCulture)))}");
        Benches.Print("detect.bytes_per_series", (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)series, "bytes resident a series");
        Benches.Print("detect.gen0_per_round", run.Collections / (double)(6 + 288 + Rounds), "garbage collections a round");
        Benches.Print("detect.five_hosts_ms", FiveHosts(bank, facts, hosts), "ms for five hosts x 40 series x 5 min, median of three");
        Save(hosts);
    }

    private static double FiveHosts(DetectorBank bank, DetectionFacts facts, List<BenchHost> hosts)
    {
        var run = new Run(bank, facts, hosts.GetRange(0, Math.Min(5, hosts.Count))) { Time = hosts[0].Stream.Through };
        var times = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var start = run.Wall;
            for (var round = 0; round < 30; round++)
            {
                run.Round(Tick);
            }

            times.Add((run.Wall - start).TotalMilliseconds);
        }

        return times.Order().ElementAt(1);
    }

    private static void Save(List<BenchHost> hosts)
    {
        var (codec, some) = (new StreamStateCodec(), hosts.Take(50).ToList());
        var states = some.ConvertAll(h => codec.Write(h.Stream));
        double series = some.Count * SeriesPerHost;
        var plain = states.Sum(state => StreamStateCodec.Read(state).Sum(s => (long)s.State.Length));
        Benches.Print("detect.stored_bytes_per_series", states.Sum(s => (long)s.Length) / series, string.Create(CultureInfo.InvariantCulture, $"bytes a series that are written every 15 minutes, {plain / series:0} before Brotli"));
        var start = Environment.CpuUsage.TotalTime;
        some.ForEach(h => codec.Write(h.Stream));
        Benches.Print("detect.save_us_per_series", (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / series, "us of CPU to make them");
    }

    private static List<BenchHost> Hosts(Databases databases, int count, out SeriesCatalog catalog)
    {
        catalog = new SeriesCatalog(databases, Options.Create(new IngestOptions()), TimeProvider.System);
        var hosts = new List<BenchHost>();
        for (var id = 1; id <= count; id++)
        {
            ImmutableArray<SeriesEntry> series = [.. BenchStore.AllNames.Select((n, i) => new SeriesEntry((id * SeriesPerHost) + i, id, id, i, n.Metric, n.Labels))];
            catalog.Keep(new StreamEntry(id, id, "agent", series));
            hosts.Add(new BenchHost(new StreamDetectors(id, id), new HostValues(id)));
        }

        return hosts;
    }

    /// <summary>Also what is not watched by default.</summary>
    private static DetectionPlan Everything(string detector) =>
        new([new DetectionSetting { Metric = "*.*", Preset = DetectionPreset.Quiet, Detector = detector }], new GroupTree([]), detector);

    private static string Argument(string[] arguments, string name, string otherwise) =>
        Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;

    /// <summary>One host and its values of now, counters as rates.</summary>
    private sealed class BenchHost(StreamDetectors stream, HostValues source)
    {
        private static readonly int[] Counters = [.. HostValues.Names.Select((n, i) => (n.Metric, i)).Where(n => MetricCatalog.Find(n.Metric).Kind == MetricKind.Counter).Select(n => n.i)];
        private readonly double[] _before = new double[SeriesPerHost];
        private readonly double[] _now = new double[SeriesPerHost];

        public StreamDetectors Stream => stream;

        public double[] Values { get; } = new double[SeriesPerHost];

        public void Next()
        {
            _now.CopyTo(_before, 0);
            source.Next(_now);
            _now.CopyTo(Values, 0);
            foreach (var counter in Counters)
            {
                Values[counter] = (_now[counter] - _before[counter]) / Tick.TotalSeconds;
            }
        }
    }

    /// <summary>Makes values and shows them to the bank; only the latter counts.</summary>
    private sealed class Run(DetectorBank bank, DetectionFacts facts, List<BenchHost> hosts)
    {
        private readonly List<SeriesTurn> _turns = [];

        public DateTimeOffset Time { get; set; } = new(2026, 11, 19, 0, 0, 0, TimeSpan.Zero);

        /// <summary>CPU of the process.</summary>
        public TimeSpan Spent { get; private set; }

        public TimeSpan Wall { get; private set; }

        public int Collections { get; private set; }

        public void Round(TimeSpan after)
        {
            Time += after;
            foreach (var host in hosts)
            {
                host.Next();
            }

            var (cpu, wall, collections) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp(), GC.CollectionCount(0));
            foreach (var host in hosts)
            {
                bank.Observe(host.Stream, Time, host.Values, facts, _turns);
            }

            Spent += Environment.CpuUsage.TotalTime - cpu;
            Wall += Stopwatch.GetElapsedTime(wall);
            Collections += GC.CollectionCount(0) - collections;
            _turns.Clear();
        }
    }
}
