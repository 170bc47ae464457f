using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

public sealed class AnomalySentenceTests
{
    private static readonly AnomalyPart Cpu = new(null, "cpu.used_percent", "", .4, 96, 14, 8, 22);

    [Fact]
    public void It_says_what_came_what_was_expected_by_how_much_what_moved_with_it_and_what_ran() => Assert.Equal(
        "CPU usage is 96 %, expected 8 to 22 %, 74 points above; disk write (31 %) and load, 1 min (22 %) moved with it; backup.sh was on top.",
        AnomalySentence.Of([Cpu, Part("disk.write_bytes_per_second", .31), Part("load.1m", .22), Part("swap.used_percent", .04)], "backup.sh"));

    [Fact]
    public void A_single_metric_without_a_known_process_is_said_alone_and_bands_stay_within_what_is_possible()
    {
        Assert.Equal("CPU usage is 96 %, expected 0 to 22 %, 74 points above.", AnomalySentence.Of([Cpu with { Low = -5 }]));
        Assert.Equal(
            "Disk read is 1 KB/s, expected 2 to 4 MB/s, 2 MB/s below.",
            AnomalySentence.Of([new AnomalyPart(null, "disk.read_bytes_per_second", "", 1, 1000, 3e6, 2e6, 4e6)]));
        Assert.Equal("CPU usage is 14 %, expected 8 to 22 %.", AnomalySentence.Of([Cpu with { Value = 14 }], " "));
    }

    [Fact]
    public void A_burst_of_lines_is_said_last_in_one_plain_line()
    {
        Assert.Equal(
            "CPU usage is 96 %, expected 8 to 22 %, 74 points above; backup.sh was on top; a burst of backup.sh: 410 lines in a minute, usually 3: cannot write <*>.",
            AnomalySentence.Of([Cpu], "backup.sh", "A burst of backup.sh: 410 lines in a minute, usually 3: cannot write <*>"));
        var sentence = AnomalySentence.Of([Cpu], null, "A burst of a\nb\u202Ec" + new string('x', 500));
        Assert.Contains("above; a burst of a bcxxx", sentence, StringComparison.Ordinal);
        Assert.True(sentence.EndsWith("x….", StringComparison.Ordinal) && sentence.Length < 300, sentence);
    }

    [Fact]
    public void The_name_of_a_process_cannot_break_the_line()
    {
        var sentence = AnomalySentence.Of([Cpu], "a\nb\u202Ec" + new string('x', 500));
        Assert.Contains("; a bcxxx", sentence, StringComparison.Ordinal);
        Assert.EndsWith("x… was on top.", sentence, StringComparison.Ordinal);
        Assert.True(sentence.Length < 200);
    }

    [Fact]
    public void Attack_40_Names_and_labels_of_others_stay_one_plain_line_and_are_never_cut_within_a_character()
    {
        var hostile = "\u202Ea\nb\0" + string.Concat(Enumerable.Repeat("😀", Anomaly.SentenceLength));
        string[] sentences =
        [
            HostWords.Cut(hostile), HostWords.Cut("x" + hostile), HostWords.Fleet(hostile, 3, 5, [hostile], []),
            .. new[] { hostile, "x" + hostile }.Select(l => MarkWords.Sentence(new SeriesEntry(1, 1, 1, 0, "custom.metric", LabelSet.Canonical([new("name", l)])), 5, default)),
        ];
        Assert.All(sentences, s =>
        {
            Assert.True(s.Length <= Anomaly.SentenceLength && s.EndsWith('…') && !s.Any(char.IsControl) && !s.Contains('\u202E'), s);
            Assert.All(s.EnumerateRunes(), r => Assert.NotEqual(System.Text.Rune.ReplacementChar, r));
        });
    }

    private static AnomalyPart Part(string metric, double share) => new(null, metric, "", share, 5, 1, 0, 2);
}
