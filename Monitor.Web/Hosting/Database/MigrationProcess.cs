using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Monitor.Web.Hosting;

/// <summary>
/// Applies migrations in a process of its own, which ends after it: what they load, mostly the model of every earlier version, would stay in the server for good (20 MB).
/// It ends as well, with nothing half done, when the server that started it does.
/// </summary>
internal static class MigrationProcess
{
    /// <summary>The command that it is started with; of no use to people.</summary>
    public const string Verb = "migrate";

    private const int Refused = 3;
    private const int Left = 4;
    private const int NotAsked = 2;
    private const char Between = '\n';

    /// <summary>Whether this program is the server, and not one that uses it.</summary>
    public static bool IsPossible => Assembly.GetEntryAssembly() == typeof(MigrationProcess).Assembly && Environment.ProcessPath is not null;

    /// <exception cref="StartupException">As <see cref="Migrations.ApplyAsync"/> says it.</exception>
    public static async Task RunAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Program()) ?? throw new InvalidOperationException("The process that changes the database did not start.");
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));

        // Not closed before it is done: by that it would know that the server has ended. Its address has a password and is in no list of processes this way.
        await using var input = process.StandardInput;
        await SendAsync(input, ownerConnectionString);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode == Refused && (await said).Split(Between, 2) is [var row, var message])
        {
            throw new StartupException(message.Trim(), row);
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The process that changes the database ended with {process.ExitCode}: {await complained}");
        }
    }

    /// <summary>What runs in that process.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> ServeAsync(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        if (Owner(await input.ReadLineAsync(cancellationToken)) is not { } owner)
        {
            await output.WriteAsync($"`up` starts this where it is needed.{Environment.NewLine}");
            return NotAsked;
        }

        using var alone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = Task.Run(async () =>
        {
            await input.ReadToEndAsync(CancellationToken.None);
            await alone.CancelAsync();
        }, CancellationToken.None);
        try
        {
            await Migrations.ApplyAsync(owner, alone.Token);
            return 0;
        }
        catch (StartupException refused)
        {
            await output.WriteAsync(refused.Row + Between + refused.Message);
            return Refused;
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more. Whatever was begun is undone.
            return Left;
        }
    }

    private static string? Owner(string? line)
    {
        var bytes = new byte[line?.Length ?? 0];
        return Convert.TryFromBase64String(line ?? "", bytes, out var length) && length > 0 ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>In one line and in letters that every console has, whatever is in it.</summary>
    private static async Task SendAsync(StreamWriter input, string ownerConnectionString)
    {
        try
        {
            await input.WriteLineAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(ownerConnectionString)));
            await input.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It has ended already, and says why.
        }
    }

    private static ProcessStartInfo Program()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MigrationProcess).Assembly.Location);
        }

        start.ArgumentList.Add(Verb);
        return start;
    }
}
