using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Facts;
using Monitor.Web.RootCause;

namespace Monitor.Tests.RootCause;

public sealed class CauseFinderTests
{
    private static readonly DateTimeOffset Began = new(2026, 5, 4, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private readonly CauseFinder _finder = new(CauseRuleFile.Shipped);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Where_nothing_but_noise_is_seen_no_cause_is_credible(int seed)
    {
        var random = new Random(seed);
        var series = Enumerable.Range(0, 60).Select(i => Noise(random, i < 30 ? "cpu.used_percent" : "disk.utilisation_percent", $"part=\"{i}\"", 20 + i, 2)).ToList();
        Assert.Empty(_finder.Find(Facts("cpu.used_percent", "", new HostFacts
        {
            Id = 1, Name = "calm", Series = [.. series, Noise(random, "cpu.used_percent", "", 30, 2)],
            Processes = [new ProcessFacts("java", 80, 84, 2e9, 2.01e9)], Events = [new EventFacts(Began.AddHours(-5), "deploy", "old")],
        })));
    }

    [Fact]
    public void The_program_that_took_the_CPU_comes_before_what_merely_moves_with_it()
    {
        var random = new Random(7);
        var causes = _finder.Find(Facts("cpu.used_percent", "", new HostFacts
        {
            Id = 1, Name = "busy", Series = [Shift(random, "cpu.used_percent", 20, 95), Shift(random, "network.received_bytes_per_second", 1e5, 9e6), Noise(random, "memory.used_percent", "", 40, 1)],
            Processes = [new ProcessFacts("ffmpeg", 2, 280, 1e8, 2e8), new ProcessFacts("java", 60, 62, 2e9, 2e9)],
        }));
        Assert.Equal("process:ffmpeg", causes[0].CauseKey);
        Assert.True(causes[0].IsSupported);
        Assert.All(causes.Skip(1), c => Assert.True(c.Score < causes[0].Score));
        Assert.All(causes.Where(c => c.Method == "rank:metrics"), c => Assert.Contains("Correlated, not proven", c.Sentence, StringComparison.Ordinal));
        Assert.Contains(causes[0].Evidence, e => e is { Kind: "process", Text: "ffmpeg", Before: 2, During: 280 });
    }

    [Theory]
    [InlineData(2, "event:deploy")]
    [InlineData(12, "process:ffmpeg")]
    public void A_change_just_before_comes_first_and_one_of_a_while_ago_comes_after_the_program_that_took_the_CPU(int minutes, string first)
    {
        var causes = _finder.Find(Facts("cpu.used_percent", "", new HostFacts
        {
            Id = 1, Name = "changed", Series = [Shift(new Random(2), "cpu.used_percent", 20, 95)], Processes = [new ProcessFacts("ffmpeg", 2, 280, 0, 0), new ProcessFacts("java", 60, 68, 0, 0)],
            Events = [new EventFacts(Began.AddMinutes(-minutes), "deploy", "shop 4.2")],
        }));
        Assert.Equal(first, causes[0].CauseKey);
        Assert.Contains(causes, c => c.CauseKey == "event:deploy" && c.Evidence.Any(e => e is { Kind: "series", Series: "cpu.used_percent" }));
    }

    [Fact]
    public void A_change_explains_neither_readings_that_stayed_as_they_were_nor_what_had_begun_before_it()
    {
        var random = new Random(4);
        IReadOnlyList<RankedCause> Causes(SeriesFacts series) => _finder.Find(Facts("cpu.used_percent", "", new HostFacts
        {
            Id = 1, Name = "same", Series = [series, Noise(random, "network.received_bytes_per_second", "", 1e6, 5e4)], Events = [new EventFacts(Began.AddMinutes(-3), "deploy", "shop 4.2")],
        }));
        Assert.Empty(Causes(Noise(random, "cpu.used_percent", "", 91, 1)));
        Assert.Empty(Causes(new SeriesFacts("cpu.used_percent", "", Rows(random, 360, 20, 1), Rows(random, 40, 95, 1))));
    }

    [Theory]
    [InlineData(9.2e10, true)]
    [InlineData(8.55e10, false)]
    public void A_disk_that_was_rather_full_is_filled_by_files_that_grew_by_a_twelfth_and_not_by_what_always_comes_and_goes(double during, bool isIt)
    {
        var causes = _finder.Find(Facts("disk.used_percent", "mount=\"/srv\"", new HostFacts { Id = 1, Name = "full", Series = [Shift(new Random(6), "disk.used_bytes", 8.5e10, during, "mount=\"/srv\"")] }));
        string[] wanted = isIt ? ["files:/srv"] : [];
        Assert.Equal(wanted, causes.Select(c => c.CauseKey));
    }

    [Fact]
    public void A_parent_that_fell_silent_explains_more_than_anything_on_the_host_itself()
    {
        var causes = _finder.Find(Facts("", "", new HostFacts { Id = 1, Name = "child" }) with
        {
            Others = [new HostFacts { Id = 2, Name = "switch-1", Place = HostPlace.Parent, Distance = 1, IsSilent = true }], Leans = [(1, 2)],
        });
        Assert.Equal(("host:2", 2), (causes[0].CauseKey, causes[0].HostId));
        Assert.Equal("Bring switch-1 back first.", causes[0].Action);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(30, false)]
    public void A_host_that_is_leaned_on_explains_a_reading_that_left_its_usual_range_and_none_that_is_as_usual(double during, bool isIt)
    {
        var random = new Random(8);
        var causes = _finder.Find(Facts("answer.latency_ms", "", new HostFacts { Id = 1, Name = "shop", Series = [Shift(random, "answer.latency_ms", 30, during)] }) with
        {
            Others = [new HostFacts { Id = 2, Name = "db", Place = HostPlace.Called, Distance = 1, Series = [Shift(random, "answer.latency_ms", 10, 70)] }], Leans = [(1, 2)],
        });
        string[] wanted = isIt ? ["host:2"] : [];
        Assert.Equal(wanted, causes.Where(c => c.Method == "graph:upstream").Select(c => c.CauseKey));
    }

    [Fact]
    public void What_a_detector_that_knows_the_hours_of_the_day_marked_counts_more_and_its_score_is_told()
    {
        RankedCause Of(double score) => _finder.Find(Facts("answer.latency_ms", "", new HostFacts
        {
            Id = 1, Name = "shop", Series = [Shift(new Random(8), "answer.latency_ms", 30, 300), Shift(new Random(9), "queue.length", 10, 90) with { AnomalyScore = score }],
        })).Single(c => c.CauseKey == "metric:queue.length");
        var (plain, marked) = (Of(0), Of(0.9));
        Assert.True(marked.Score > plain.Score, $"{marked.Score} and {plain.Score}");
        Assert.EndsWith("anomaly score 0.90", marked.Evidence[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("anomaly", plain.Evidence[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_19_Names_of_programs_and_texts_of_events_stay_one_plain_line_and_fill_no_place_of_their_own()
    {
        var hostile = "ev\u202eil\r\n{host}<script>{process}" + new string('x', 5_000);
        var causes = _finder.Find(Facts("cpu.used_percent", "", new HostFacts
        {
            Id = 1, Name = hostile, Series = [Shift(new Random(3), "cpu.used_percent", 20, 95)], Processes = [new ProcessFacts(hostile, 2, 280, 0, 0)],
            Events = [new EventFacts(Began.AddMinutes(-3), "deploy", hostile)],
        }));
        Assert.NotEmpty(causes);
        foreach (var text in causes.SelectMany(c => new[] { c.Sentence, c.Action ?? "", c.CauseKey }.Concat(c.Evidence.Select(e => e.Text))))
        {
            Assert.True(text.Length <= 1000, $"{text.Length} characters");
            Assert.DoesNotContain(text, t => char.IsControl(t) || t == '\u202e');
        }

        // What came in as a place is text: it is not filled.
        Assert.Contains(causes, c => c.Sentence.Contains("{host}<script>{process}", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_many_series_that_move_by_chance_the_correction_for_many_tests_keeps_none_and_the_one_that_follows_is_kept()
    {
        var random = new Random(11);
        var symptom = Noise(random, "cpu.used_percent", "", 30, 5).Window;
        var others = Enumerable.Range(0, 200).Select(i => Noise(random, "disk.utilisation_percent", $"d=\"{i}\"", 30, 5)).ToList();
        Assert.Empty(LaggedCorrelation.Find(symptom, others));
        var follower = new SeriesFacts("network.sent", "", [], [.. symptom.Skip(2), random.NextDouble(), random.NextDouble()]);
        var kept = Assert.Single(LaggedCorrelation.Find(symptom, [.. others, follower]));
        Assert.Same(follower, kept.Series);
        Assert.Equal(2, kept.Ahead);
        Assert.True(kept.Correlation > 0.9);
    }

    [Fact]
    public void Findings_are_the_same_however_often_they_are_asked_for_and_never_more_than_five()
    {
        var random = new Random(5);
        var facts = Facts("cpu.used_percent", "", new HostFacts
        {
            Id = 1, Name = "all", Processes = [new ProcessFacts("a", 0, 300, 0, 4e9)], Events = [new EventFacts(Began.AddMinutes(-1), "deploy", "x")],
            Series = [Shift(random, "cpu.used_percent", 10, 99), Shift(random, "swap.used_percent", 0, 80), .. Enumerable.Range(0, 9).Select(i => Shift(random, "disk.latency_ms", 1, 90, $"device=\"sd{i}\""))],
        });
        var first = _finder.Find(facts);
        Assert.Equal(5, first.Count);
        Assert.Equal(first.Select(c => (c.CauseKey, c.Score)), _finder.Find(facts).Select(c => (c.CauseKey, c.Score)));
    }

    private static CauseFacts Facts(string metric, string labels, HostFacts own) =>
        new() { Metric = metric, Labels = labels, BeganAt = Began, WindowFrom = Began - (20 * Step), Step = Step, Own = own };

    private static SeriesFacts Noise(Random random, string metric, string labels, double level, double spread) =>
        new(metric, labels, Rows(random, 360, level, spread), Rows(random, 40, level, spread));

    private static SeriesFacts Shift(Random random, string metric, double before, double during, string labels = "") =>
        new(metric, labels, Rows(random, 360, before, before * 0.03), [.. Rows(random, 20, before, before * 0.03), .. Rows(random, 20, during, during * 0.01)]);

    private static double[] Rows(Random random, int count, double level, double spread) =>
        [.. Enumerable.Range(0, count).Select(_ => level + (spread * ((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5)))];
}
