using System.Globalization;
using Monitor.Domain.RootCause.Ranking;
using Monitor.Tests.RootCause.Ranking;
using Monitor.Tests.Support;
using Monitor.Web.RootCause.Backtests;

namespace Monitor.Tests.RootCause.Backtests;

/// <summary>`backtest rootcause` on generated cases.</summary>
public sealed class RootCauseBacktestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootcause-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Services_windows_without_a_fault_and_events_in_hosts_get_their_rows()
    {
        Write();
        Assert.Contains("3 cases of services, 1 of them without a credible cause, and 2 events inside hosts", Run("out.csv"));
        var rows = Rows("out.csv");
        Assert.Equal("case,rank,candidate,confidence", File.ReadLines(At("out.csv")).First());
        Assert.Equal(
            ["shops/a/one:db", "shops/a/two:pay", "quiet/b/0:none", "web/60:cpu", "web/70:memory"],
            rows.Where(r => r[1] == "1").Select(r => $"{r[0]}:{r[2]}").OrderBy(r => r.StartsWith("web", StringComparison.Ordinal) ? 2 : r.StartsWith("quiet", StringComparison.Ordinal) ? 1 : 0));
        Assert.All(rows, r => Assert.Equal(r[1] == "1", r[3].Length > 0));
        Assert.All(rows.Where(r => r[1] == "1"), r => Assert.InRange(double.Parse(r[3], CultureInfo.InvariantCulture), .5, 1));
        Assert.Equal(["1", "2", "3"], rows.Where(r => r[0] == "web/60").Select(r => r[1]));
    }

    [Fact]
    public void Other_names_of_files_folders_and_cases_change_no_answer()
    {
        Write();
        Run("first.csv");
        Directory.Move(At("in/shops/a"), At("in/zz"));
        File.Move(At("in/zz/one.csv"), At("in/zz/x1.csv"));
        Replace("in/zz/targets.json", "\"one\"", "\"x1\"");
        Replace("in/quiet/b/targets.json", "../../shops/a", "../../zz");
        File.Move(At("in/host/web_test.csv"), At("in/host/q.csv"));
        Replace("in/host/cases.json", "web_test.csv", "q.csv");
        Run("second.csv");
        static IEnumerable<string> Answers(IEnumerable<string[]> rows) => rows.Select(r => string.Join(',', r.Skip(1))).Order(StringComparer.Ordinal);
        Assert.Equal(Answers(Rows("first.csv")), Answers(Rows("second.csv")));
    }

    [Fact]
    public void Rows_after_an_event_change_nothing_and_an_event_whose_rows_are_gone_gets_no_claim()
    {
        Write();
        Run("whole.csv");
        var lines = File.ReadAllLines(At("in/host/web_test.csv"));
        File.WriteAllLines(At("in/host/web_test.csv"), lines[..68]);
        Run("cut.csv");
        Assert.Equal(Rows("whole.csv").Where(r => r[0] == "web/60").Select(r => string.Join(',', r)), Rows("cut.csv").Where(r => r[0] == "web/60").Select(r => string.Join(',', r)));
        Assert.Equal(["web/70", "1", "none", "0"], Rows("cut.csv").Single(r => r[0] == "web/70"));
    }

    [Theory]
    [InlineData("shops/a/targets.json", "{", "cannot be read")]
    [InlineData("shops/a/targets.json", """{"one":{"target":{"node":"shop"}}}""", "at the case `one`")]
    [InlineData("quiet/b/targets.json", """{"0":{"target":{"node":"shop","metric":"latency","timestamp":0},"of":"../../shops/a","rows":[9,3]}}""", "`rows` are the first and the last row")]
    [InlineData("shops/a/graph.csv", "", "has no columns")]
    [InlineData("shops/a/normal.csv", "unix,shop|latency|Average\n1,abc\n", "line 2: `abc` of column `shop|latency|Average` is no number")]
    [InlineData("shops/a/one.csv", "unix,shop|latency|Average\n5,1\n4,1\n", "`4` is no time, or earlier")]
    [InlineData("shops/a/one.csv", "unix,shop|latency|Average\n5,1,2\n", "line 2: 3 values below 2 names")]
    [InlineData("host/cases.json", """{"web/60":{"train":"none.csv","test":"web_test.csv","start":1,"end":2,"step_seconds":300}}""", "none.csv cannot be read")]
    [InlineData("host/cases.json", """{"web/60":{"train":"web_train.csv","test":"web_test.csv","start":1,"end":2,"step_seconds":0}}""", "`step_seconds` is a part of a day")]
    public void What_is_wrong_with_a_file_is_said_with_its_name(string file, string content, string says)
    {
        Write();
        File.WriteAllText(At("in/" + file), content);
        var message = Assert.Throws<ArgumentException>(() => Run("x.csv")).Message;
        Assert.Contains(says, message);
        Assert.False(File.Exists(At("x.csv")));
    }

    [Fact]
    public async Task The_verb_ends_with_0_or_says_on_one_line_what_is_missing_and_ends_with_1()
    {
        Write();
        var (code, said) = await ServerProcess.RunAsync("backtest", "rootcause", "--input", At("in"), "--output", At("verb.csv"));
        Assert.True(code == 0, said);
        Assert.True(File.Exists(At("verb.csv")));
        File.Delete(At("in/shops/a/normal.csv"));
        (code, said) = await ServerProcess.RunAsync("backtest", "rootcause", "--input", At("in"), "--output", At("other.csv"));
        Assert.Equal(1, code);
        Assert.Contains("normal.csv cannot be read", said);
        Assert.DoesNotContain("   at ", said);
        Assert.Contains("There is no folder", Assert.Throws<ArgumentException>(() => RootCauseBacktest.Run(At("nowhere"), At("x.csv"), default)).Message);
        Directory.CreateDirectory(At("empty"));
        Assert.Contains("There are no cases", Assert.Throws<ArgumentException>(() => RootCauseBacktest.Run(At("empty"), At("x.csv"), default)).Message);
    }

    private void Write()
    {
        foreach (var folder in new[] { "in/shops/a", "in/quiet/b", "in/host" })
        {
            Directory.CreateDirectory(At(folder));
        }

        var nodes = Shop.Calls.SelectMany(c => new[] { c.Caller, c.Callee }).Distinct().ToList();
        File.WriteAllLines(At("in/shops/a/graph.csv"), [$",{string.Join(',', nodes)}", .. nodes.Select(caller => $"{caller},{string.Join(',', nodes.Select(callee => Shop.Calls.Contains((caller, callee)) ? 1 : 0))}")]);
        var (one, two) = (new Shop(1) { Fault = ("db", .05) }.Case(), new Shop(1) { Fault = ("pay", .3) }.Case());
        WriteTable("in/shops/a/normal.csv", one, s => s.Reference);
        WriteTable("in/shops/a/one.csv", one, s => s.Window);
        WriteTable("in/shops/a/two.csv", two, s => s.Window);
        const string Target = """{"target":{"node":"shop","metric":"latency","agg":"Average","timestamp":TIME}MORE}""";
        File.WriteAllText(At("in/shops/a/targets.json"), $$"""{"one":{{Target.Replace("TIME", "1290").Replace("MORE", "")}},"two":{{Target.Replace("TIME", "1290").Replace("MORE", "")}}}""");
        File.WriteAllText(At("in/quiet/b/targets.json"), $$"""{"0":{{Target.Replace("TIME", "7290").Replace("MORE", ""","of":"../../shops/a","rows":[20,27]""")}}}""");

        var random = new Random(3);
        double Value(int row, int column) => .5 + (.2 * Math.Sin(Math.Tau * row / 24)) + (.02 * random.NextDouble()) + ((row, column) is (>= 300 and <= 305, 1) or (>= 310 and <= 315, 2) ? .25 : 0);
        string[] Lines(int from, int to) => ["disk,cpu,memory", .. Enumerable.Range(from, to - from).Select(row => string.Join(',', Enumerable.Range(0, 3).Select(c => Value(row, c).ToString("0.0000", CultureInfo.InvariantCulture))))];
        File.WriteAllLines(At("in/host/web_train.csv"), Lines(0, 240));
        File.WriteAllLines(At("in/host/web_test.csv"), Lines(240, 330));
        const string Event = """{"train":"web_train.csv","test":"web_test.csv","start":START,"end":END,"step_seconds":3600}""";
        File.WriteAllText(At("in/host/cases.json"), $$"""{"web/60":{{Event.Replace("START", "60").Replace("END", "65")}},"web/70":{{Event.Replace("START", "70").Replace("END", "75")}}}""");
    }

    private void WriteTable(string path, CauseCase cause, Func<SeriesSample, double[]> values)
    {
        var columns = cause.Series.Select(values).ToList();
        File.WriteAllLines(At(path), [
            "unix," + string.Join(',', cause.Series.Select(s => $"{s.Node}|{s.Metric}|{s.Statistic}")),
            .. Enumerable.Range(0, columns[0].Length).Select(row => $"{300 * row},{string.Join(',', columns.Select(c => c[row].ToString("G9", CultureInfo.InvariantCulture)))}")]);
    }

    private string Run(string output) => RootCauseBacktest.Run(At("in"), At(output), default);

    private void Replace(string path, string what, string by) => File.WriteAllText(At(path), File.ReadAllText(At(path)).Replace(what, by, StringComparison.Ordinal));

    private List<string[]> Rows(string path) => [.. File.ReadLines(At(path)).Skip(1).Select(l => l.Split(','))];

    private string At(string path) => Path.Combine(_folder.FullName, path);
}
