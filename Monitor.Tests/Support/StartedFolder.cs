using System.Diagnostics;

namespace Monitor.Tests.Support;

/// <summary>A data folder in which the product was started and stopped once: making a database costs more than the start that a test is about.</summary>
internal static class StartedFolder
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>Puts a copy of it, with its owners and rights, into an empty folder.</summary>
    public static async Task FillAsync(string folder)
    {
        using var copy = Process.Start(new ProcessStartInfo("cp") { ArgumentList = { "-a", "--reflink=auto", Path.Combine(await Made.Value, "."), folder } })!;
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }

    private static async Task<string> MakeAsync()
    {
        var folder = TestFolders.Create("started");
        var server = await ServerProcess.StartAsync(folder, "--no-agent");
        await using (server)
        {
            Assert.Equal(0, await server.SignalAsync("TERM"));
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => TestFolders.Delete(folder);
        return folder;
    }
}
