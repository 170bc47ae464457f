using System.Diagnostics;
using System.Net;
using Monitor.Agent.Running;
using Monitor.Tests.Agent;
using Monitor.Tests.Bench;
using Monitor.Tests.Support;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>
/// Records what the agent measures while this machine is used as ever, and in the middle of it a trouble is made:
/// `./monitor bench recording --scenario normal|cpu|memory|copy --output FILE.csv.gz [--disk DIR] [--peer ADDRESS] [--memory SHARE]`.
/// </summary>
internal static class RecordingBench
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, TimeSpan> Troubles = new(StringComparer.Ordinal)
    {
        ["normal"] = TimeSpan.FromMinutes(6), ["cpu"] = TimeSpan.FromMinutes(1), ["memory"] = TimeSpan.FromMinutes(5), ["copy"] = TimeSpan.FromMinutes(1),
    };

    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        if (!options.TryGetValue("--scenario", out var scenario) || !Troubles.TryGetValue(scenario, out var length) || !options.TryGetValue("--output", out var output))
        {
            throw new ArgumentException($"Give --output FILE.csv.gz and --scenario, one of {string.Join(", ", Troubles.Keys)}.", nameof(arguments));
        }

        var folder = options.GetValueOrDefault("--disk", Path.GetTempPath());
        var share = double.Parse(options.GetValueOrDefault("--memory", "0.1"), System.Globalization.CultureInfo.InvariantCulture);
        if (scenario == "copy")
        {
            await Loads.PrepareCopyAsync(folder, cancellationToken);
        }

        using var data = new AgentFolder();
        await using var sink = await AgentSink.StartAsync();
        AgentFolder.Settings(sink.Address).Save(data.Path);
        using var work = new OrdinaryWork(folder, options.TryGetValue("--peer", out var peer) ? IPAddress.Parse(peer) : null, share);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = Task.Run(() => work.RunAsync(end.Token), CancellationToken.None);
        using var agent = Start(data.Path);
        await Task.Delay(Before, cancellationToken);
        var began = Now();
        await MakeAsync(scenario, folder, length, cancellationToken);
        var ended = scenario == "normal" ? long.MinValue : Now();
        await Task.Delay(After, cancellationToken);
        agent.StandardInput.Close();
        await agent.WaitForExitAsync(cancellationToken);
        await end.CancelAsync();
        await working;
        Loads.Clear(folder);
        var recording = Recording.Of(Sent(sink), began, ended);
        recording.Write(output);
        Benches.Print("recording.ticks", recording.Ticks.Count, "ticks");
        Benches.Print("recording.trouble", recording.Ticks.Count(t => t.IsTrouble), "ticks");
        Benches.Print("recording.series", recording.Series.Count, "series");
    }

    private static Task MakeAsync(string scenario, string folder, TimeSpan length, CancellationToken cancellationToken) => scenario switch
    {
        "cpu" => Loads.CpuAsync(length, cancellationToken),
        "memory" => Loads.MemoryAsync(length, cancellationToken),
        "copy" => Loads.CopyAsync(folder, length, cancellationToken),
        _ => Task.Delay(length, cancellationToken),
    };

    private static List<(long, IReadOnlyList<Domain.Wire.WireSeries>, IReadOnlyList<double?>)> Sent(AgentSink sink)
    {
        var schemas = sink.Received.SelectMany(b => b.Schemas ?? []).DistinctBy(s => s.Id).ToDictionary(s => s.Id, s => s.Series);
        return [.. sink.Received.SelectMany(b => b.Ticks ?? []).DistinctBy(t => t.T).Select(t => (t.T, schemas[t.Schema], t.V))];
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static Process Start(string data)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(AgentProcess).Assembly.Location, "run", "--data", data, "--interval", Interval.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture), "--parent-stdin" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
