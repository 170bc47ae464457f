using Monitor.Tests.Support;

namespace Monitor.Tests.Forecasting;

/// <summary>The two verbs as people call them: no database and no server runs.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backtest-verb-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Both_verbs_write_their_file_without_a_database_and_a_mistake_is_told_on_one_line()
    {
        var input = Path.Combine(_folder.FullName, "in");
        Directory.CreateDirectory(input);
        await File.WriteAllLinesAsync(Path.Combine(input, "disk.csv"), ["unix,used_pct", .. Enumerable.Range(0, 300).Select(i => $"{1_790_812_800 + (900 * i)},{40 + (i / 10)}")]);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "origins.json"), """{"horizon_steps":48,"step_seconds":900,"sets":{"all":{"series":["disk"],"origins":[1791000000]}}}""");

        var (code, said) = await ServerProcess.RunAsync(
            "backtest", "forecast", "--input", input, "--origins", Path.Combine(_folder.FullName, "origins.json"), "--output", Path.Combine(_folder.FullName, "f.csv"), "--model", "theta", "--max", "100");
        Assert.True(code == 0, said);
        Assert.Contains("1 forecasts of 1 series by theta", said);
        Assert.Equal(49, File.ReadLines(Path.Combine(_folder.FullName, "f.csv")).Count());

        (code, said) = await ServerProcess.RunAsync("backtest", "capacity", "--input", Path.Combine(_folder.FullName, "none"), "--limit", "90", "--output", Path.Combine(_folder.FullName, "c.csv"));
        Assert.Equal(1, code);
        Assert.Contains("There is no folder", said);
        Assert.DoesNotContain("   at ", said);
    }
}
