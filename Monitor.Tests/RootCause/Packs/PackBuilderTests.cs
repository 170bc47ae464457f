using System.Text;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Papers;

namespace Monitor.Tests.RootCause.Packs;

public sealed class PackBuilderTests
{
    private static readonly PackBuilder Builder = new(LogMasks.BuiltIn);

    /// <summary>Texts that cannot be made smaller, and as many of everything as may come.</summary>
    [Theory]
    [InlineData(3, 10, 100)]
    [InlineData(1200, 450, 1000)]
    [InlineData(130, 420, 16_000)]
    public void A_pack_is_never_larger_than_200_KB_and_keeps_what_the_problem_is_about(int series, int lines, int length)
    {
        var (pack, content) = Builder.Build(PackFactsOf.Text(Noise(0, Math.Min(length, 2000)), series, lines, i => Noise(i, length)));
        Assert.InRange(content.Length, 1, PackBuilder.Most);
        Assert.Equal("cpu.used_percent", pack.Series[0].Metric);
        Assert.True(pack.Series[0].IsOwn);
        Assert.Equal(2, pack.Findings.Count);
        Assert.Equal(series, pack.Series.Count + pack.SeriesLeftOut);
        Assert.Equal(PackCodec.Encode(pack), PackCodec.Encode(PackCodec.Decode(content)));
    }

    [Fact]
    public void Also_the_smallest_pack_of_the_largest_texts_fits()
    {
        var facts = PackFactsOf.Text(Noise(1, 40_000), 130, 420, i => Noise(i, 2000)) with { Findings = [] };
        facts = facts with
        {
            Host = facts.Host with { Facts = [.. Enumerable.Range(0, 60).Select(i => new PackFact(Noise(i, 5000), Noise(i + 1, 5000)))] },
            Events = [.. Enumerable.Range(0, 150).Select(i => new PackEvent(PackFactsOf.Onset, Noise(i, 500), Noise(i, 5000)))],
            Others = [.. Enumerable.Range(0, 80).Select(i => new PackOther(i, Noise(i, 500), Noise(i, 5000), "Warning", PackFactsOf.Onset))],
        };
        Assert.InRange(Builder.Build(facts).Content.Length, 1, PackBuilder.Most);
    }

    [Fact]
    public void What_is_kept_is_its_own_series_then_what_a_finding_names_then_what_changed_most()
    {
        var facts = PackFactsOf.Text("x", series: 60);
        var named = new Finding
        {
            ProblemId = 1, Rank = 1, Run = 1, CauseKey = "disk:sda", Method = "rank:metrics", Sentence = "s",
            Evidence = """[{"kind":"series","text":"t","series":"custom.metric_1{name=\"x\"}"}]""",
        };
        var (pack, _) = Builder.Build(facts with { Findings = [named] });
        Assert.Equal(["cpu.used_percent", "custom.metric_1", "custom.metric_59", "custom.metric_58"], pack.Series.Take(4).Select(s => s.Metric));
        Assert.Equal((40, 20), (pack.Series.Count, pack.SeriesLeftOut));
        Assert.Equal(90, pack.Series[0].Limit);
        Assert.Null(pack.Series[1].Limit);
    }

    [Fact]
    public void A_series_that_began_or_ended_with_the_onset_is_a_line_of_a_table_and_its_own_is_drawn_in_any_case()
    {
        var facts = PackFactsOf.Text("x", series: 4);
        List<RollupPoint> Half(int series, bool isBefore) => [.. facts.Series[series].Steps.Select((p, i) => i < facts.Window.OnsetStep == isBefore ? p : default)];
        var halves = new[] { facts.Series[0] with { Steps = Half(0, false) }, facts.Series[1] with { Steps = Half(1, false) }, facts.Series[2] with { Steps = Half(2, true) }, facts.Series[3] };
        var parts = PackCurves.Of(Builder.Build(facts with { Series = halves }).Pack, new PaperTimes(TimeZoneInfo.Utc)).ToList();
        Assert.Equal(2, parts.OfType<PaperCurve>().Count());
        Assert.StartsWith("nothing before, ", parts.OfType<PaperCurve>().First().Note, StringComparison.Ordinal);
        var rows = Assert.Single(parts.OfType<PaperTable>()).Rows;
        Assert.Equal([(true, false), (false, true)], rows.Select(r => (r[1] == "–", r[2] == "–")).OrderByDescending(r => r));
        Assert.DoesNotContain(parts.OfType<PaperText>(), t => t.Text.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_are_errors_first_then_those_nearest_to_the_onset_and_one_text_again_and_again_counts_a_few_times()
    {
        var onset = PackFactsOf.Onset;
        List<PackLineFacts> lines = [.. Enumerable.Range(0, 900).Select(i => new PackLineFacts(onset.AddSeconds(i), "app", LogSeverity.Error, $"request {i} failed"))];
        lines.Add(new PackLineFacts(onset.AddMinutes(-14), "db", LogSeverity.Error, "disk is full"));
        lines.Add(new PackLineFacts(onset, "db", LogSeverity.Info, "checkpoint"));
        var (pack, _) = Builder.Build(PackFactsOf.Text("x") with { Lines = lines });
        Assert.Equal(400, pack.Lines.Count);
        Assert.Equal(502, pack.LinesLeftOut);
        Assert.Contains(pack.Lines, l => l.Text == "disk is full");
        Assert.Contains(pack.Lines, l => l.Text == "checkpoint");
        Assert.True(pack.Lines.Zip(pack.Lines.Skip(1)).All(p => p.First.At <= p.Second.At));
    }

    [Theory]
    [InlineData("password=hunter2secret9", "hunter2secret9")]
    [InlineData("Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345")]
    [InlineData("postgres://app:s3cr3tpw@db/app", "s3cr3tpw")]
    [InlineData("AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOP")]
    public void Attack_38_A_secret_in_any_text_is_masked_in_the_pack_and_in_its_files(string text, string secret)
    {
        var (pack, content) = Builder.Build(PackFactsOf.Text(text));
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(PackCodec.Decode(content), PackJson.Default.EvidencePack)), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, PaperHtml.Write(PackPaper.Of(pack, [], new PaperTimes(TimeZoneInfo.Utc)), ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_38_A_secret_that_is_cut_in_two_is_masked_whole_and_a_tag_that_names_one_hides_its_value()
    {
        var facts = PackFactsOf.Text("x");
        var (pack, _) = Builder.Build(facts with
        {
            Lines = [new PackLineFacts(PackFactsOf.Onset, "app", LogSeverity.Error, new string('a', 985) + " password=hunter2secret9")],
            Host = facts.Host with { Facts = [new PackFact("api_key", "8f3a9c1d7e")] },
        });
        Assert.DoesNotContain("hunter", pack.Lines[0].Text, StringComparison.Ordinal);
        Assert.Equal("***", pack.Host.Facts[0].Value);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_left_out()
    {
        var facts = PackFactsOf.Text("x");
        var strange = new PackSeriesFacts("cpu.used_percent", "", [.. Enumerable.Range(0, facts.Window.Steps).Select(i => i % 2 == 0 ? default : new RollupPoint(1, double.NaN, double.PositiveInfinity, 1e308, -1e-300))]);
        var (pack, content) = Builder.Build(facts with { Series = [strange], Problem = facts.Problem with { Value = double.NaN, Limit = double.NegativeInfinity } });
        Assert.All(pack.Series[0].Least, Assert.Null);
        Assert.NotEmpty(PaperHtml.Write(PackPaper.Of(PackCodec.Decode(content), [], new PaperTimes(TimeZoneInfo.Utc)), ""));
    }

    [Fact]
    public void The_window_is_15_minutes_before_the_onset_until_5_after_the_ticket_and_never_longer_than_it_can_draw()
    {
        var onset = PackFactsOf.Onset;
        var usual = PackWindow.Of(onset, onset.AddMinutes(2));
        Assert.Equal((onset.AddMinutes(-15), onset.AddMinutes(7), TimeSpan.FromSeconds(20)), (usual.From, usual.To, usual.Step));
        Assert.Equal(45, usual.OnsetStep);
        var foreseen = PackWindow.Of(onset.AddDays(3), onset);
        Assert.Equal((onset, onset.AddMinutes(5)), (foreseen.Onset, foreseen.To));
        var slow = PackWindow.Of(onset.AddDays(-20), onset);
        Assert.Equal(onset - PackWindow.Longest, slow.Onset);
        Assert.InRange(slow.Steps, 1, PackWindow.MostSteps);
    }

    [Fact]
    public void Fault_32_Bytes_that_are_no_pack_are_told_and_not_drawn()
    {
        var content = Builder.Build(PackFactsOf.Text("x")).Content;
        byte[][] broken = [[], [9, 1, 0, 0, 0, 1], content[..^5], [content[0], 255, 255, 255, 127, .. content[5..]], [content[0], 4, 0, 0, 0, .. content[5..]]];
        Assert.All(broken, bytes => Assert.Throws<FormatException>(() => PackCodec.Decode(bytes)));
    }

    private static string Noise(int seed, int length)
    {
        var random = new Random(seed);
        return string.Create(length, random, (text, dice) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = (char)dice.Next(0x4E00, 0x9FFF);
            }
        });
    }
}
