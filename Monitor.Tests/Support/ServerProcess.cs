using System.Collections.Concurrent;
using System.Diagnostics;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Support;

/// <summary>The built server as a process of its own, for what cannot be shown inside the test process: kill -9, signals, exit codes.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);
    private const string ReadyLine = "Monitor is ready: ";
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static string Program => Path.Combine(
        ProductHome.Path, "Monitor.Web", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "Monitor.Web.dll");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _lines);

    /// <summary>Where it listens; with `--listen` that address, not the loopback beside it.</summary>
    public Uri Address => new(_lines.First(l => l.StartsWith(ReadyLine, StringComparison.Ordinal))[ReadyLine.Length..].Trim().Split(' ')[0]);

    public static ServerProcess Launch(string data, string[] arguments, params (string Key, string Value)[] environment)
    {
        // A run in the background of a shell ignores SIGINT, and whom it starts inherits that: the server gets it back.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] command = ["--default-signal=INT", "dotnet", Program, "up", "--data", data, "--port", "0", .. arguments];
        foreach (var argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MONITOR_ADMIN_PASSWORD"] = TestApplication.AdminPassword;
        start.Environment["MONITOR_HOME"] = ProductHome.Path;
        // As ./monitor does.
        start.Environment.TryAdd("DOTNET_GCgen0size", "0xC00000");
        start.Environment.TryAdd("MALLOC_ARENA_MAX", "2");
        start.Environment.TryAdd("MALLOC_MMAP_THRESHOLD_", "65536");
        start.Environment.TryAdd("MALLOC_TRIM_THRESHOLD_", "65536");
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Another command of the product, to its end.</summary>
    public static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["MONITOR_HOME"] = ProductHome.Path } };
        foreach (var argument in (string[])[Program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await complained);
    }

    public static async Task<ServerProcess> StartAsync(string data, params string[] arguments)
    {
        var server = Launch(data, arguments);
        await server.ReadyAsync();
        return server;
    }

    public async Task ReadyAsync()
    {
        await Eventually.True(() => HasExited || _lines.Any(l => l.StartsWith(ReadyLine, StringComparison.Ordinal)), TimeSpan.FromMinutes(3));
        Assert.False(HasExited, Output);
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM or SIGINT, and the exit code.</summary>
    public async Task<int> SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill") { ArgumentList = { "-" + signal, Id.ToString() } })!;
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(HangGuard);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
        }

        _process.Dispose();
    }
}
