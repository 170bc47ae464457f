using System.Diagnostics;
using System.Globalization;

namespace Monitor.Tests.Support;

public sealed class NetworkNamespaceTests
{
    [NeedsRootFact("ip")]
    public async Task What_a_killed_run_left_is_taken_away_and_what_a_living_one_uses_stays()
    {
        await using var used = await NetworkNamespace.CreateAsync();
        await using var beside = await NetworkNamespace.CreateAsync();
        Assert.NotEqual(used.There, beside.There);
        var ended = await EndedProcessAsync();
        var left = string.Create(CultureInfo.InvariantCulture, $"mt{ended}n1");
        Assert.Equal(0, await RunAsync("ip", "netns", "add", left));
        Assert.True(File.Exists("/run/netns/" + left));

        await NetworkNamespace.SweepAsync();

        Assert.False(File.Exists("/run/netns/" + left));
        Assert.Equal(0, (await used.ShellAsync("true", CancellationToken.None)).ExitCode);
    }

    private static async Task<int> EndedProcessAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("true"))!;
        await process.WaitForExitAsync();
        return process.Id;
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
