using System.Diagnostics;
using System.Globalization;

namespace Monitor.Tests.Support;

/// <summary>
/// A second machine as far as the network can tell: a namespace of its own, joined to this one by one cable. Root only. Whatever still runs in it ends with it.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private const string Prefix = "mt";
    private const string Nobody = "02:00:00:00:00:01";
    private const string Names = "/run/netns";

    // Tests of one process run beside each other: each has a namespace, and a cable, of its own.
    private static int _made;

    private readonly string _name;
    private readonly int _cable;

    private NetworkNamespace(string name, int cable) => (_name, _cable) = (name, cable);

    /// <summary>This machine's end of the cable, from the range that is reserved for trials (RFC 2544).</summary>
    public string Here => Address(1);

    /// <summary>The other machine's end.</summary>
    public string There => Address(2);

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var number = Interlocked.Increment(ref _made);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}n{number}");
        var created = new NetworkNamespace(name, ((Environment.ProcessId & 0xFFF) << 3) | (number & 7));
        try
        {
            var (near, far) = (created._name + "a", created._name + "b");
            await MustAsync("ip", "netns", "add", created._name);
            await MustAsync("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", created._name);
            await MustAsync("ip", "address", "add", created.Here + "/30", "dev", near);
            await MustAsync("ip", "link", "set", near, "up");
            await MustAsync("ip", "-n", created._name, "address", "add", created.There + "/30", "dev", far);
            await MustAsync("ip", "-n", created._name, "link", "set", far, "up");
            await MustAsync("ip", "-n", created._name, "link", "set", "lo", "up");
            return created;
        }
        catch
        {
            await created.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes away what test processes that were killed have left: a namespace is named after the process that made it, and by a number.</summary>
    public static async Task SweepAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Directory.Exists(Names))
        {
            return;
        }

        foreach (var name in Directory.EnumerateFiles(Names, Prefix + "*").Select(f => Path.GetFileName(f)!))
        {
            var owner = name.AsSpan(Prefix.Length);
            owner = owner[..Math.Max(owner.IndexOf('n'), 0)];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !Directory.Exists($"/proc/{id}"))
            {
                await new NetworkNamespace(name, cable: 0).DisposeAsync();
            }
        }
    }

    /// <summary>A line of shell, run on the other machine; what it printed on both outputs.</summary>
    public Task<(int ExitCode, string Output)> ShellAsync(string line, CancellationToken cancellationToken) =>
        RunAsync(["ip", "netns", "exec", _name, "sh", "-c", line], cancellationToken);

    /// <summary>From now on nothing that is sent arrives, either way, and nobody is told: each end sends to a card that is not there.</summary>
    public async Task CutAsync()
    {
        await MustAsync("ip", "neighbour", "replace", There, "lladdr", Nobody, "dev", _name + "a", "nud", "permanent");
        await MustAsync("ip", "-n", _name, "neighbour", "replace", Here, "lladdr", Nobody, "dev", _name + "b", "nud", "permanent");
    }

    public async Task JoinAsync()
    {
        await MustAsync("ip", "neighbour", "delete", There, "dev", _name + "a");
        await MustAsync("ip", "-n", _name, "neighbour", "delete", Here, "dev", _name + "b");
    }

    public async ValueTask DisposeAsync()
    {
        var (_, output) = await RunAsync(["ip", "netns", "pids", _name], CancellationToken.None);
        foreach (var word in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (int.TryParse(word, CultureInfo.InvariantCulture, out var id))
            {
                await EndAsync(id);
            }
        }

        // The cable goes with the namespace; after a failure half way it may still be there.
        await RunAsync(["ip", "netns", "delete", _name], CancellationToken.None);
        await RunAsync(["ip", "link", "delete", _name + "a"], CancellationToken.None);
    }

    private string Address(int end) =>
        string.Create(CultureInfo.InvariantCulture, $"198.{18 + (_cable >> 14)}.{(_cable >> 6) & 255}.{((_cable & 63) << 2) + end}");

    private static async Task EndAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It had ended by itself.
        }
    }

    private static async Task MustAsync(params string[] command)
    {
        var (exitCode, output) = await RunAsync(command, CancellationToken.None);
        Assert.True(exitCode == 0, $"{string.Join(' ', command)}: {output}");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
