using Monitor.Tests.Support;
using Xunit.Abstractions;

namespace Monitor.Tests.Logs.Templates;

/// <summary>Lines that programs of this machine write while the test runs, labelled by the programs' own format strings.</summary>
public sealed class GroupingTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [NeedsFact("git", "systemd-tmpfiles", "systemd-analyze", "python3", "bash", "make", "logrotate", "apt-get", "dpkg-deb")]
    public async Task At_least_95_of_100_lines_of_ten_programs_are_grouped_as_their_formats_say()
    {
        var results = new List<GroupingAccuracy>
        {
            await OfAsync("git", ProgramLogs.GitAsync), await OfAsync("systemd", ProgramLogs.SystemdAsync), await OfAsync("python", ProgramLogs.PythonAsync), await OfAsync("ld.so", ProgramLogs.LoaderAsync),
            await OfAsync("make", ProgramLogs.MakeAsync), await OfAsync("logrotate", ProgramLogs.LogrotateAsync), await OfAsync("apt", ProgramLogs.AptAsync), await OfAsync("dpkg", ProgramLogs.DpkgAsync),
            GroupingAccuracy.Of("dotnet", await ServerLogs.DotnetAsync()), GroupingAccuracy.Of("postgresql", await ServerLogs.PostgresAsync(database.Source)),
        };
        var table = string.Join('\n', results.Select(r => $"{r.Program}: {r.Lines} lines, {r.Labels} formats, {r.Groups} forms, {100 * r.Share:F1} %\n{r.Mistakes}"));
        output.WriteLine(table);
        Assert.All(results, r => Assert.True(r.Lines >= 20 && r.Labels >= 4, table));
        Assert.True(results.Average(r => r.Share) >= 0.95, table);
        Assert.True(results.Sum(r => r.Share * r.Lines) >= 0.95 * results.Sum(r => r.Lines), table);
    }

    private static async Task<GroupingAccuracy> OfAsync(string program, Func<string, Task<List<LabelledLine>>> run)
    {
        var folder = TestFolders.Create("logs-" + program);
        try
        {
            return GroupingAccuracy.Of(program, await run(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
