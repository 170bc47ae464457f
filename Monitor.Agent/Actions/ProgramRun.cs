using System.ComponentModel;
using System.Diagnostics;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Agent.Actions;

/// <param name="Code">Null where it was ended, or could not be begun.</param>
/// <param name="Problem">Why it has no code.</param>
internal sealed record ProgramEnd(int? Code, string Output, string? Problem);

/// <summary>
/// Runs one program without a shell, with no input, an environment of its own and a limit in time. Of what it prints the first 4 KB are kept, made inert and masked;
/// the rest is read and thrown away, so that it never waits for a reader.
/// </summary>
internal static class ProgramRun
{
    private static readonly TimeSpan AfterEnd = TimeSpan.FromSeconds(2);

    /// <summary>Throws <see cref="OperationCanceledException"/> when the agent stops; the program is then ended.</summary>
    public static async Task<ProgramEnd> RunAsync(string program, IEnumerable<string> arguments, TimeSpan timeout, TimeProvider clock, CancellationToken stopping)
    {
        using var process = new Process { StartInfo = Start(program, arguments) };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return new ProgramEnd(null, "", $"{program} could not be started: {exception.Message}");
        }

        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        using var noReader = new CancellationTokenSource();
        var (said, complained) = (new byte[AgentCommand.OutputLength], new byte[AgentCommand.OutputLength]);
        var (saying, complaining) = (ReadAsync(process.StandardOutput.BaseStream, said, noReader.Token), ReadAsync(process.StandardError.BaseStream, complained, noReader.Token));
        string? problem = null;
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            stopping.ThrowIfCancellationRequested();
            problem = FormattableString.Invariant($"It was ended after {timeout.TotalSeconds:0} s.");
        }

        // What it left running may hold its output open for ever.
        noReader.CancelAfter(AfterEnd);
        var (first, second) = (await saying, await complaining);
        return new ProgramEnd(problem is null ? process.ExitCode : null, Inert([.. said.AsSpan(0, first), .. second > 0 && first > 0 ? "\n"u8 : default, .. complained.AsSpan(0, second)]), problem);
    }

    /// <summary>Several lines stay several lines; nothing in them steers a terminal, and secrets are hidden.</summary>
    public static string Inert(ReadOnlySpan<byte> output)
    {
        var text = LogMasks.BuiltIn.Apply(LogCleaner.Clean(output, AgentCommand.OutputLength, out _, isJoined: true), out _);
        const int Most = AgentCommand.OutputLength;
        return text.Length <= Most ? text : text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)];
    }

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/", CreateNoWindow = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        return start;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended at this moment, or belongs to somebody else.
        }
    }

    private static async Task<int> ReadAsync(Stream stream, byte[] kept, CancellationToken cancellationToken)
    {
        var (length, buffer) = (0, new byte[8192]);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                var take = Math.Min(read, kept.Length - length);
                buffer.AsSpan(0, take).CopyTo(kept.AsSpan(length));
                length += take;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // What came until then is kept.
        }

        return length;
    }
}
