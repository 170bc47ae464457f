using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Classical;
using Monitor.Domain.Detection.Series;
using Monitor.Web.Detection;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>What was said at one tick: the series of which an alarm began, and those that are unusual.</summary>
internal sealed record ReplayedTick(RecordedTick Tick, IReadOnlyList<string> Onsets, IReadOnlyList<string> Unusual);

/// <summary>A recording as the shipped detectors see it after hours of calm: the one of each series at the shipped preset, and the isolation forest of the host.</summary>
internal sealed class ScenarioReplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Learned = TimeSpan.FromHours(4);
    private static readonly DateTimeOffset Start = new(2026, 10, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Until the agent and the work beside it have settled.</summary>
    private const int Settling = 10;

    private const int ForestTicks = 600;

    private readonly Recording _recording;
    private readonly List<RecordedTick> _calm;

    /// <summary>
    /// What is learned is the first half of the calm before the trouble, or of a recording without trouble, and what is judged is all that follows: no tick is both.
    /// </summary>
    /// <param name="scenario">The recording's name.</param>
    /// <param name="learnsAllCalm">All calm is learned and goes by once more before the trouble, as on a machine that was calm for hours: says how soon trouble is found, and nothing of the calm.</param>
    public ScenarioReplay(string scenario, bool learnsAllCalm = false)
    {
        _recording = Recording.Read(Path.Combine(AppContext.BaseDirectory, "recordings", $"{scenario}.csv.gz"));
        var settled = _recording.Ticks.Skip(Settling).ToList();
        var trouble = settled.FindIndex(t => t.IsTrouble);
        var calm = trouble < 0 ? settled.Count : trouble;
        _calm = settled[..(learnsAllCalm ? calm : calm / 2)];
        Ticks = learnsAllCalm ? settled : settled[_calm.Count..];
        Trouble = Ticks.Count - settled.Count + calm;
    }

    /// <summary>What is judged.</summary>
    public IReadOnlyList<RecordedTick> Ticks { get; }

    /// <summary>The first tick of the trouble; their number where there is none.</summary>
    public int Trouble { get; }

    public IReadOnlyList<ReplayedTick> Judge(int seed)
    {
        var series = _recording.Series;
        var detectors = series.Select(s => DetectorSource.Shipped(new SeriesWatch(SeriesDetector.DetectorName, DetectionPreset.Quiet), Recording.MetricOf(s))).ToList();
        var at = Start;
        foreach (var values in new CalmHours(_recording, _calm, seed).Ticks((int)(Learned / Interval)))
        {
            detectors.ForEach(d => d.Observe(at, values[detectors.IndexOf(d)]));
            at += Interval;
        }

        return [.. Ticks.Select(tick =>
        {
            var time = at + TimeSpan.FromSeconds(tick.Seconds - Ticks[0].Seconds);
            var said = detectors.Select((d, i) => (Series: series[i], Reading: d.Observe(time, tick.Values[i]))).ToList();
            return new ReplayedTick(tick, [.. said.Where(s => s.Reading.IsOnset).Select(s => s.Series)], [.. said.Where(s => s.Reading.IsAnomalous).Select(s => s.Series)]);
        })];
    }

    /// <summary>Whether the forest calls each tick an anomaly when it is the newest.</summary>
    public IReadOnlyList<bool> JudgeByForest(double contamination, int seed)
    {
        var forest = new HostForest(contamination);
        var uses = new CalmHours(_recording, _calm, seed).Ticks(ForestTicks).Select((values, i) => Use(Start + (i * Interval), values)).ToList();
        return [.. Ticks.Select(tick =>
        {
            uses.Add(Use(uses[^1].Time + Interval, tick.Values));
            return forest.Judge(new Dictionary<int, IReadOnlyList<HostUse>> { [1] = uses })![0].Latest.IsAnomaly;
        })];
    }

    private HostUse Use(DateTimeOffset time, double[] values)
    {
        double Of(string metric) => values.Where((_, i) => Recording.MetricOf(_recording.Series[i]) == metric).Sum();
        return new HostUse(
            time, Of("cpu.used_percent"), Of("memory.used_percent"), Of("disk.read_bytes_per_second"), Of("disk.write_bytes_per_second"), Of("network.sent_bytes_per_second"),
            Of("network.received_bytes_per_second"));
    }
}
