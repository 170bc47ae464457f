using System.Diagnostics;

namespace Monitor.Web.Hosting;

/// <summary>One run of the machine's own agent. It ends by itself when its standard input closes: on our wish, and also when this process was killed.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly Process _process;

    private AgentProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static AgentProcess Start(IReadOnlyList<string> program, string data, Action<string> line)
    {
        var start = new ProcessStartInfo(program[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in program.Skip(1).Concat(["run", "--data", data, "--parent-stdin"]))
        {
            start.ArgumentList.Add(argument);
        }

        // A child has no use for the server's secrets.
        foreach (var name in start.Environment.Keys.Where(IsSecret).ToList())
        {
            start.Environment.Remove(name);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program[0]} did not start.");
        process.OutputDataReceived += (_, e) => Forward(e.Data, line);
        process.ErrorDataReceived += (_, e) => Forward(e.Data, line);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new AgentProcess(process);
    }

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Lets it send what it still has, within the limit.</summary>
    public async Task StopAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It was gone already.
        }
    }

    public void Dispose() => _process.Dispose();

    private static bool IsSecret(string name) =>
        name.StartsWith("ConnectionStrings", StringComparison.OrdinalIgnoreCase) || name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase);

    private static void Forward(string? text, Action<string> line)
    {
        if (text is { Length: > 0 })
        {
            line(text.Length > 1_000 ? text[..1_000] : text);
        }
    }
}
