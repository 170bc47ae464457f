using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Web.Forecasting.Backtests;

namespace Monitor.Tests.Forecasting;

/// <summary>`backtest forecast` and `backtest capacity` on a small set of generated files.</summary>
public sealed class BacktestFileTests : IDisposable
{
    private const long Start = 1_790_812_800;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backtest-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_series_and_origin_has_its_steps_in_order_with_nested_bands()
    {
        WriteSet();
        Assert.Contains("6 forecasts of 3 series by blend", Forecast("a.csv"));
        var rows = Rows("a.csv");
        Assert.Equal("series,origin,step,mean,lo80,hi80,lo95,hi95,q10,q20,q30,q40,q50,q60,q70,q80,q90", File.ReadLines(Path("a.csv")).First());
        Assert.Equal(6 * 48, rows.Count);
        Assert.Equal(Enumerable.Range(1, 48), rows.Take(48).Select(r => int.Parse(r[2], CultureInfo.InvariantCulture)));
        Assert.All(rows, r => Assert.True(Number(r[6]) <= Number(r[4]) && Number(r[4]) <= Number(r[3]) && Number(r[3]) <= Number(r[5]) && Number(r[5]) <= Number(r[7])));
        Assert.Equal(["one", "two", "wide.three"], rows.Select(r => r[0]).Distinct());
    }

    [Fact]
    public void Later_rows_that_change_or_are_gone_change_no_forecast()
    {
        WriteSet();
        Forecast("whole.csv");
        WriteSet(rows: 2200);
        Forecast("cut.csv");
        WriteSet(change: 2100);
        Forecast("changed.csv");
        Assert.Equal(File.ReadAllText(Path("whole.csv")), File.ReadAllText(Path("cut.csv")));
        Assert.Equal(File.ReadAllText(Path("whole.csv")), File.ReadAllText(Path("changed.csv")));
    }

    [Fact]
    public void The_default_beats_both_naive_ones_and_the_line_on_a_daily_series_by_the_same_command()
    {
        WriteSet();
        var errors = new[] { "blend", "last", "seasonal_naive", "linear" }.Select(Error).ToList();
        Assert.True(errors[0] < errors.Skip(1).Min(), string.Join(' ', errors));
    }

    [Fact]
    public void A_series_that_is_still_learning_repeats_its_last_value_and_is_counted()
    {
        File.WriteAllText(Path("in/new.csv"), $"unix,value\n{Start},7\n{Start + 300},8\n{Start + 600},\n{Start + 900},99\n");
        WriteOrigins("""["new"]""", Start + 900);
        Assert.Contains("1 of them still learning", Forecast("new-out.csv"));
        Assert.All(Rows("new-out.csv"), r => Assert.All(r[3..], value => Assert.Equal("8", value)));
    }

    [Fact]
    public void No_value_exceeds_the_largest_that_is_possible()
    {
        WriteSet();
        ForecastBacktest.Run(Path("in"), Path("origins.json"), Path("capped.csv"), "last", 35, default);
        Assert.All(Rows("capped.csv"), r => Assert.All(r[3..], value => Assert.InRange(Number(value), 0, 35)));
    }

    [Fact]
    public void Capacity_has_a_row_for_each_full_hour_from_the_third_day_and_later_rows_change_none()
    {
        WriteDisk("disk", 800);
        Assert.Contains("152 hours of 1 series", CapacityBacktest.Run(Path("in"), 90, Path("disk.csv"), default));
        var rows = Rows("disk.csv");
        Assert.Equal(("disk", Start + (48 * 3600)), (rows[0][0], long.Parse(rows[0][1], CultureInfo.InvariantCulture)));
        var (hour, said) = (48 + 20, Number(rows[20][2]));
        Assert.InRange(said, .9 * ((40 / .25) - hour), 1.2 * ((40 / .25) - hour));
        Assert.Equal("0", rows[^1][2]);

        WriteDisk("disk", 500);
        CapacityBacktest.Run(Path("in"), 90, Path("cut.csv"), default);
        Assert.Equal(File.ReadLines(Path("disk.csv")).Take(77), File.ReadLines(Path("cut.csv")).Take(77));
    }

    [Theory]
    [InlineData("""{"horizon_steps":48}""", "is no file of origins")]
    [InlineData("""{"horizon_steps":48,"step_seconds":300,"sets":{"a":{"series":["nobody"],"origins":[1790899200]}}}""", "has the series `nobody`")]
    [InlineData("""{"horizon_steps":0,"step_seconds":300,"sets":{}}""", "must be from 1 to 100000")]
    [InlineData("not json", "is no file of origins")]
    public void Bad_origins_say_what_to_do(string json, string says)
    {
        WriteSet();
        File.WriteAllText(Path("origins.json"), json);
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => Forecast("x.csv")).Message);
        Assert.False(File.Exists(Path("x.csv")));
    }

    [Theory]
    [InlineData("unix,value\n1,2\n2,abc\n", "line 3: `abc`")]
    [InlineData("unix,value\n5,2\n4,3\n", "Sort the rows by time")]
    [InlineData("name,size\nweb,3\n", "has series")]
    [InlineData("", "has series")]
    public void Bad_files_say_where_and_what_to_do(string csv, string says)
    {
        File.WriteAllText(Path("in/bad.csv"), csv);
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => CapacityBacktest.Run(Path("in"), 90, Path("x.csv"), default)).Message);
    }

    [Fact]
    public void A_missing_folder_an_unknown_model_and_a_place_that_cannot_be_written_say_what_to_do()
    {
        WriteSet();
        Assert.Contains("There is no folder", Assert.Throws<ArgumentException>(() => CapacityBacktest.Run(Path("nowhere"), 90, Path("x.csv"), default)).Message);
        Assert.Contains("There is no file", Assert.Throws<ArgumentException>(() => ForecastBacktest.Run(Path("in"), Path("no.json"), Path("x.csv"), "blend", null, default)).Message);
        Assert.Contains("holt_winters", Assert.Throws<ArgumentException>(() => ForecastBacktest.Run(Path("in"), Path("origins.json"), Path("x.csv"), "magic", null, default)).Message);
        Assert.Contains("--output", Assert.Throws<ArgumentException>(() => ForecastBacktest.Run(Path("in"), Path("origins.json"), Path("origins.json/x.csv"), "last", null, default)).Message);
    }

    private string Forecast(string output, string model = "blend") => ForecastBacktest.Run(Path("in"), Path("origins.json"), Path(output), model, null, default);

    private double Error(string model)
    {
        Forecast($"{model}.csv", model);
        return Rows($"{model}.csv").Where(r => r[0] == "one").Average(r => Math.Abs(Number(r[3]) - Wave(((long.Parse(r[1], CultureInfo.InvariantCulture) - Start) / 300) + int.Parse(r[2], CultureInfo.InvariantCulture) - 1)));
    }

    private static double Wave(long i) => 30 + (20 * Math.Sin(2 * Math.PI * i / SeriesShapes.Day));

    private void WriteSet(int rows = 2400, int change = int.MaxValue)
    {
        var all = new[] { SeriesShapes.Daily(2400, 1), SeriesShapes.Daily(2400, 2), SeriesShapes.OnAndOff(2400, 3) };
        string Value(double[] values, int i) => i >= change ? "77" : values[i].ToString("G6", CultureInfo.InvariantCulture);
        File.WriteAllLines(Path("in/both.csv"), ["unix,one,two", .. Enumerable.Range(0, rows).Select(i => $"{Start + (300 * i)},{Value(all[0], i)},{Value(all[1], i)}")]);
        File.WriteAllLines(Path("in/wide.csv"), ["unix,three,four", .. Enumerable.Range(0, rows).Select(i => $"{Start + (300 * i)},{Value(all[2], i)},")]);
        File.WriteAllText(Path("in/sizes.csv"), "host,size\nweb,3\n");
        WriteOrigins("""["one","two","wide.three"]""", Start + (300 * 1900), Start + (300 * 2050));
    }

    private void WriteOrigins(string series, params long[] origins)
    {
        var set = $"{{\"source\":\"generated\",\"series\":{series},\"origins\":[{string.Join(',', origins)}]}}";
        File.WriteAllText(Path("origins.json"), "{\"horizon_steps\":48,\"step_seconds\":300,\"sets\":{\"all\":" + set + "}}");
    }

    private void WriteDisk(string name, int rows) => File.WriteAllLines(
        Path($"in/{name}.csv"), ["unix,used_pct", .. Enumerable.Range(0, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Start + (900 * i)},{Math.Min(100, 50 + (i * .0625)):G6}"))]);

    private List<string[]> Rows(string file) => [.. File.ReadLines(Path(file)).Skip(1).Select(l => l.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string Path(string name)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(_folder.FullName, "in"));
        return System.IO.Path.Combine(_folder.FullName, name);
    }
}
