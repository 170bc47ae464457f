using Xunit.Abstractions;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>Runs of the real agent that were recorded while trouble was made, as the shipped detectors see them.</summary>
public sealed class ScenarioTests(ITestOutputHelper output)
{
    /// <summary>The trouble begins within a tick; two more show it whole.</summary>
    private const int TwoTicks = 2;

    private const int ThreeMinutes = 90;

    private static readonly string[] All = ["cpu", "memory", "copy"];
    private static readonly int[] Seeds = [1, 2];

    [Theory]
    [InlineData("cpu", "cpu.used_percent", TwoTicks)]
    [InlineData("memory", "memory.used_percent", ThreeMinutes)]
    [InlineData("copy", "disk.read_bytes_per_second", TwoTicks)]
    public void Trouble_is_flagged_in_time_by_the_metric_that_it_is_of_and_the_calm_before_is_not(string scenario, string metric, int most)
    {
        var (whole, half) = (new ScenarioReplay(scenario, learnsAllCalm: true), new ScenarioReplay(scenario));
        foreach (var seed in Seeds)
        {
            var told = whole.Judge(seed);
            var flagged = told.Skip(whole.Trouble).TakeWhile(t => !t.Onsets.Any(s => Recording.MetricOf(s) == metric)).Count();
            var wrong = half.Judge(seed).Take(half.Trouble).Count(t => t.Unusual.Count > 0);
            output.WriteLine($"{scenario}, seed {seed}: flagged {flagged} ticks after the first; {wrong} of {half.Trouble} calm ticks flagged; {string.Join(", ", told.SelectMany(t => t.Onsets).Distinct())}");
            Assert.InRange(flagged, 0, most);
            Assert.True(wrong < .05 * half.Trouble, $"{wrong} of {half.Trouble} calm ticks were flagged.");
        }
    }

    [Fact]
    public void The_network_is_not_blamed_for_a_large_copy()
    {
        var replay = new ScenarioReplay("copy");
        Assert.All(Seeds, seed => Assert.DoesNotContain(replay.Judge(seed).SelectMany(t => t.Unusual), s => s.StartsWith("network.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_normal_use_98_of_100_ticks_have_no_series_that_is_unusual()
    {
        var replay = new ScenarioReplay("normal");
        foreach (var seed in Seeds)
        {
            var told = replay.Judge(seed);
            var normal = told.Count(t => t.Unusual.Count == 0);
            output.WriteLine($"normal, seed {seed}: {normal} of {told.Count} ticks");
            Assert.True(normal >= .98 * told.Count, $"{normal} of {told.Count} ticks were normal: {string.Join(", ", told.SelectMany(t => t.Unusual).Distinct())}");
        }
    }

    [Fact]
    public void The_forest_finds_nine_in_ten_of_the_troubles_in_time_and_calls_98_of_100_calm_ticks_normal()
    {
        var (found, events, wrong, calm) = (0, 0, 0, 0);
        foreach (var scenario in All.Append("normal"))
        {
            var replay = new ScenarioReplay(scenario);
            foreach (var seed in Seeds)
            {
                var told = replay.JudgeByForest(.02, seed);
                var flagged = told.Skip(replay.Trouble).TakeWhile(t => !t).Count();
                var isTrouble = replay.Trouble < told.Count;
                (found, events) = (found + (isTrouble && flagged <= (scenario == "memory" ? ThreeMinutes : TwoTicks) ? 1 : 0), events + (isTrouble ? 1 : 0));
                var some = told.Take(replay.Trouble).Count(t => t);
                (wrong, calm) = (wrong + some, calm + replay.Trouble);
                output.WriteLine($"forest, {scenario}, seed {seed}: flagged {flagged} ticks after the first; {some} of {replay.Trouble} calm ticks flagged");
            }
        }

        Assert.True(found >= .9 * events, $"{found} of {events} found.");
        Assert.True(wrong <= .02 * calm, $"{wrong} of {calm} calm ticks were flagged.");
    }
}
