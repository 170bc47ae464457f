using System.Globalization;
using Monitor.Domain.Detection;
using Monitor.Web.Detection.Backtests;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Detection.Hosts;

/// <summary>A pair of files of many columns, generated.</summary>
public sealed class HostBacktestTests : IDisposable
{
    private const int Learned = 6 * HostShapes.Day;
    private static readonly double[][] Rows = HostShapes.Rows(7, 4);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("host-backtest-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_row_of_the_second_file_is_judged_and_a_cut_or_renamed_file_gets_the_same_verdicts()
    {
        var test = Rows[Learned..];
        for (var row = 100; row < 120; row++)
        {
            test[row] = [.. test[row].Select((v, k) => k == 2 ? v + 6000 : v)];
        }

        Write("a_train.csv", "m", Rows[..Learned]);
        Write("a_test.csv", "m", test);
        var whole = Run("a_train.csv", "a_test.csv");
        Assert.Equal("row,score,is_anomaly,top_dims", whole[0]);
        Assert.Equal(Enumerable.Range(0, test.Length), whole.Skip(1).Select(l => int.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)));
        Assert.Equal("1", whole[1 + 105].Split(',')[2]);
        Assert.StartsWith("2", whole[1 + 105].Split(',')[3]);
        Assert.Equal("0", whole[1 + 60].Split(',')[2]);

        Write("b_train.csv", "other", Rows[..Learned]);
        Write("b_test.csv", "other", test[..150]);
        Assert.Equal(whole[..151], Run("b_train.csv", "b_test.csv"));
    }

    [Theory]
    [InlineData("m0,m1\n1,2\n", "is too short")]
    [InlineData("m0,m1\n1,2,3\n", "line 2: 3 values below 2 names")]
    [InlineData("m0,m1\n1,x\n", "line 2: `x` is no number")]
    [InlineData("m0,m1\n", "has no rows")]
    [InlineData("m0\n1\n", "has 1 columns")]
    public void A_file_that_cannot_be_used_is_answered_with_what_is_wrong(string train, string says)
    {
        File.WriteAllText(Path("train.csv"), train);
        File.WriteAllText(Path("test.csv"), "m0,m1\n1,2\n");
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => Run("train.csv", "test.csv")).Message);
    }

    [Fact]
    public void Rows_of_a_minute_are_recognised_by_how_days_resemble_each_other()
    {
        double[] Wave(int perDay) => [.. Enumerable.Range(0, 7200).SelectMany(i => new[] { Math.Sin(2 * Math.PI * i / perDay), (i * 7919 % 101) / 300.0 })];
        Assert.Equal(1440, DayLength.Of(new WideFile(2, Wave(1440))));
        Assert.Equal(288, DayLength.Of(new WideFile(2, Wave(288))));
        Assert.Equal(288, DayLength.Of(new WideFile(1, new double[500])));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string[] Run(string train, string test)
    {
        HostBacktest.Run(Path(train), Path(test), Path("out.csv"), DetectionPreset.Quiet);
        return File.ReadAllLines(Path("out.csv"));
    }

    private void Write(string name, string column, double[][] rows) => File.WriteAllLines(
        Path(name),
        rows.Select(r => string.Join(',', r.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))).Prepend(string.Join(',', Enumerable.Range(0, HostShapes.Metrics).Select(k => $"{column}{k}"))));
}
