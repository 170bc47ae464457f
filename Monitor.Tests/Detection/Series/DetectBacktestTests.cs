using System.Globalization;
using Monitor.Tests.Detection.Hosts;
using Monitor.Web.Detection.Backtests;

namespace Monitor.Tests.Detection.Series;

/// <summary>`backtest detect` on a small set of generated files.</summary>
public sealed class DetectBacktestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("detect-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_row_comes_out_as_it_came_with_a_score_and_the_alarms_below_the_same_path()
    {
        var lines = Write("deep/er/web.csv", 7);
        lines.Insert(500, lines[499]);
        lines[800] = $"{lines[800].Split(',')[0]},";
        File.WriteAllLines(In("deep/er/web.csv"), lines);
        Assert.Matches(@"^At quiet: 2017 rows of 1 series: \d+ alarms?, [\d.]+ us of CPU a row\. ", Detect("out"));
        var rows = Rows("out/deep/er/web.csv");
        Assert.Equal("timestamp,value,score,is_anomaly", File.ReadLines(At("out/deep/er/web.csv")).First());
        Assert.Equal(lines.Skip(1), rows.Select(r => $"{r[0]},{r[1]}"));
        Assert.All(rows, r => Assert.InRange(double.Parse(r[2], CultureInfo.InvariantCulture), 0, 1));
        Assert.InRange(rows.FindIndex(r => r[3] == "1"), 1800, 1802);
    }

    [Fact]
    public void Hosts_are_counted_by_themselves()
    {
        Directory.CreateDirectory(At("in"));
        void Pair(string name, IEnumerable<double[]> rows) =>
            File.WriteAllLines(In(name), rows.Select(r => string.Join(',', r.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))).Prepend("a,b,c,d,e,f,g,h"));
        var rows = HostShapes.Rows(11, 1);
        Pair("web_train.csv", rows[..(10 * HostShapes.Day)]);
        Pair("web_test.csv", rows[(10 * HostShapes.Day)..].Select((r, i) => i is >= 100 and < 120 ? (double[])[r[0], r[1], r[2] + 9000, .. r[3..]] : r));
        Assert.Matches(@"^At quiet: 288 rows of 1 host: 1 alarm, [\d.]+ us of CPU a row\. ", Detect("out"));
        Write("web.csv", 1);
        Assert.Matches(@"^At quiet: 2016 rows of 1 series: .*; 288 rows of 1 host: 1 alarm, ", Detect("both"));
    }

    [Fact]
    public void Other_names_and_another_order_change_no_verdict()
    {
        Write("a.csv", 1);
        Write("z/b.csv", 2);
        Detect("first");
        Directory.CreateDirectory(At("in/q"));
        File.Move(In("a.csv"), In("q/x.csv"));
        File.Move(In("z/b.csv"), In("a.csv"));
        Detect("second");
        Assert.Equal(File.ReadAllText(At("first/a.csv")), File.ReadAllText(At("second/q/x.csv")));
        Assert.Equal(File.ReadAllText(At("first/z/b.csv")), File.ReadAllText(At("second/a.csv")));
    }

    [Fact]
    public void Rows_that_are_gone_later_change_no_verdict_before()
    {
        var lines = Write("web.csv", 3);
        Detect("whole");
        File.WriteAllLines(In("web.csv"), lines.Take(1850));
        Detect("cut");
        Assert.Equal(File.ReadLines(At("whole/web.csv")).Take(1850), File.ReadLines(At("cut/web.csv")));
    }

    [Fact]
    public void The_sensitive_preset_alarms_at_least_as_often()
    {
        Write("web.csv", 3);
        Detect("quiet");
        Detect("sensitive", "sensitive");
        var (quiet, sensitive) = (Rows("quiet/web.csv").Count(r => r[3] == "1"), Rows("sensitive/web.csv").Count(r => r[3] == "1"));
        Assert.True(quiet > 0 && sensitive >= quiet, $"{sensitive} alarms of the sensitive preset, {quiet} of the quiet one.");
    }

    [Theory]
    [InlineData("timestamp,value\n2026-10-01 00:00,2\n2026-10-01 00:05,abc\n", "line 3: `abc`")]
    [InlineData("timestamp,value\n2026-10-01 00:00,2\n2026-10-01 00:05,1e999\n", "line 3: `1e999`")]
    [InlineData("timestamp,value\n2026-10-01 00:05,2\n2026-10-01 00:00,3\n", "Sort the rows by time")]
    [InlineData("timestamp,a,b\n2026-10-01 00:05,2,3\n", "2 columns")]
    [InlineData("host,size\nweb,3\n", "has a series")]
    public void Bad_files_say_where_and_what_to_do(string csv, string says)
    {
        Directory.CreateDirectory(At("in"));
        File.WriteAllText(In("bad.csv"), csv);
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => Detect("out")).Message);
        Assert.False(File.Exists(At("out/bad.csv")));
    }

    [Fact]
    public void A_missing_folder_and_an_unknown_preset_say_what_to_do()
    {
        Assert.Contains("There is no folder", Assert.Throws<ArgumentException>(() => Detect("out")).Message);
        Write("web.csv", 1);
        Assert.Contains("quiet and sensitive", Assert.Throws<ArgumentException>(() => Detect("out", "loud")).Message);
    }

    private string Detect(string output, string preset = "quiet") => DetectBacktest.Run(At("in"), At(output), preset, default);

    /// <summary>A week of five-minute rows with a spike of an hour from row 1800 on.</summary>
    private List<string> Write(string name, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        var rows = LiveShapes.Memory(300, 7, seed).Select((r, i) => (r.Time, Value: i is >= 1800 and < 1812 ? 90 : r.Value));
        List<string> lines = ["timestamp,value", .. rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Time:yyyy-MM-dd HH:mm:ss},{r.Value:G6}"))];
        File.WriteAllLines(In(name), lines);
        return lines;
    }

    private List<string[]> Rows(string file) => [.. File.ReadLines(At(file)).Skip(1).Select(l => l.Split(','))];

    private string In(string name) => At($"in/{name}");

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
