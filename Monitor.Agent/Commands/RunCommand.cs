using System.Globalization;
using System.Runtime.InteropServices;
using Monitor.Agent.Local;
using Monitor.Agent.Running;

namespace Monitor.Agent.Commands;

/// <summary>Measures and sends until SIGTERM, SIGINT or, with <c>--parent-stdin</c>, the end of its input.</summary>
internal static class RunCommand
{
    private const int AnotherRuns = 3;

    public static async Task<int> RunAsync(CommandLine line, CommandConsole console)
    {
        var folder = line.OwnFolder;
        var settings = AgentSettings.Load(folder);
        settings = line.Has("topology") ? settings with { Topology = true } : settings;
        var interval = Interval(line["interval"], settings);
        using var only = LockFolder(folder);
        using var stopping = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        if (line.Has("parent-stdin"))
        {
            StopWhenInputEnds(stopping);
        }

        var log = new AgentLog(console.Log, TimeProvider.System);
        await new AgentProcess(folder, settings, interval, TimeProvider.System, log).RunAsync(stopping.Token);
        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }

    internal static TimeSpan Interval(string? text, AgentSettings settings)
    {
        var seconds = settings.IntervalSeconds ?? AgentSettings.DefaultIntervalSeconds;
        if (text is not null && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
        {
            seconds = 0;
        }

        return seconds is >= 1 and <= 60 ? TimeSpan.FromSeconds(seconds) : throw new AgentProblemException("--interval is 1 to 60 whole seconds", 2);
    }

    /// <summary>Held until the process ends, however it ends: the system takes the lock back.</summary>
    private static FileStream LockFolder(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new AgentProblemException($"Another agent already runs on {folder}: stop it first, or give this one its own --data folder", AnotherRuns);
        }
    }

    /// <summary>The one who started this agent holds the other end of its input; when that closes, there is nobody left to stop it.</summary>
    private static void StopWhenInputEnds(CancellationTokenSource stopping) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        try
        {
            while (input.Read(ignored) > 0)
            {
            }
        }
        catch (IOException)
        {
            // As good as its end.
        }

        try
        {
            stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has stopped already.
        }
    }, 128 * 1024)
    {
        IsBackground = true, Name = "parent",
    }.Start();
}
