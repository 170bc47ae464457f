using System.Globalization;
using Monitor.Tests.Support;
using Monitor.Web.Efficiency.Backtests;

namespace Monitor.Tests.Efficiency;

/// <summary>`backtest efficiency` on generated machines of two months.</summary>
public sealed class EfficiencyBacktestTests : IDisposable
{
    private const long Start = 1_790_812_800;
    private const int Hours = 62 * 24;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backtest-efficiency-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string In => _folder.CreateSubdirectory("in").FullName;

    private string Out => Path.Combine(_folder.FullName, "sizes.csv");

    /// <summary>Waves of a day around a level; that of the second month may be another one.</summary>
    private static string Value(int hour, double before, double since) =>
        ((hour < Hours / 2 ? before : since) + (3 * Math.Sin(hour * Math.PI / 12))).ToString("0.##", CultureInfo.InvariantCulture);

    private void Machines(params string[] more) => File.WriteAllLines(
        Path.Combine(In, "machines.csv"),
        ["unix,quiet,=grown,busy", .. Enumerable.Range(0, Hours).Select(h => $"{Start + (3600L * h)},{Value(h, 20, 20)},{Value(h, 20, 90)},{Value(h, 62, 62)}"), .. more]);

    private void Sizes(params string[] lines) => File.WriteAllLines(Path.Combine(In, "sizes.csv"), ["name,vcpus", .. lines]);

    private string Run() => EfficiencyBacktest.Run(In, Out, CancellationToken.None);

    [Fact]
    public async Task The_verb_proposes_from_the_first_month_and_says_of_how_many_the_second_bore_it_out()
    {
        Machines();
        Sizes("quiet,8", "=grown,8", "busy,4");
        var (code, said) = await ServerProcess.RunAsync("backtest", "efficiency", "--input", In, "--output", Out);
        Assert.True(code == 0, said);
        Assert.Contains("3 machines with two months: 2 got a proposal from the first, 1 of these needed more for over 1 % of the second.", said);
        var lines = await File.ReadAllLinesAsync(Out);
        Assert.Equal("machine,action,from,to,expected_percent,exceeded_share,safe", lines[0]);
        Assert.Contains(lines, l => l.StartsWith("quiet,vcpu,8,3,", StringComparison.Ordinal) && l.EndsWith(",0,yes", StringComparison.Ordinal));

        // A machine may be named by anybody: no formula in a spreadsheet.
        Assert.Contains(lines, l => l.StartsWith("\"'=grown\",vcpu,8,3,", StringComparison.Ordinal) && l.EndsWith(",no", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.StartsWith("busy", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_cut_or_hostile_is_told_with_its_line_and_nothing_is_written()
    {
        foreach (var (row, says) in new[]
        {
            ("17908", "the time is earlier than that of the line before"), ($"{Start + (3600L * Hours)},1e999,1,1", "is no number"), ($"{Start + (3600L * Hours)},<script>,1,1", "is no number"), ("\0\0\0", "is no time"),
        })
        {
            Machines(row);
            var told = Assert.Throws<ArgumentException>(Run).Message;
            Assert.Contains(says, told);
            Assert.Contains($"line {Hours + 2}", told);
            Assert.False(File.Exists(Out));
        }
    }

    [Fact]
    public void A_row_that_is_cut_is_a_missing_value_and_sizes_that_are_none_are_not_taken()
    {
        Machines($"{Start + (3600L * Hours)},20");
        Sizes("quiet,1e400", "quiet,-5", "quiet", "\0,\0", "=grown,999999999999", "busy,NaN");
        Assert.Contains("3 machines with two months", Run());

        // Without a size there are four vCPUs.
        Assert.Contains(File.ReadLines(Out), l => l.StartsWith("quiet,vcpu,4,2,", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_series_is_told_so_and_a_month_alone_is_too_little()
    {
        Assert.Contains("There is no folder", Assert.Throws<ArgumentException>(() => EfficiencyBacktest.Run(Path.Combine(In, "none"), Out, CancellationToken.None)).Message);
        Assert.Contains("There is no .csv file", Assert.Throws<ArgumentException>(Run).Message);
        Sizes("quiet,8");
        Assert.Contains("has series", Assert.Throws<ArgumentException>(Run).Message);
        File.WriteAllLines(Path.Combine(In, "short.csv"), ["unix,cpu_pct", .. Enumerable.Range(0, 480).Select(h => $"{Start + (3600L * h)},5")]);
        Assert.Contains("0 machines with two months: 0 got a proposal", Run());
    }
}
