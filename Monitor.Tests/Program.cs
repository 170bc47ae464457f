using Monitor.Tests.Bench;
using Monitor.Tests.Hosting;
using Monitor.Tests.Store.Sealing;

namespace Monitor.Tests;

/// <summary>Runs the benches (./monitor bench NAME), and what a test wants to kill; the test runner brings its own entry point.</summary>
internal static class BenchProgram
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["bench", var name, .. var rest] && Benches.All.TryGetValue(name, out var bench))
        {
            using var stopping = new CancellationTokenSource();
            Console.CancelKeyPress += (_, e) =>
            {
                e.Cancel = true;
                stopping.Cancel();
            };
            await bench(rest, stopping.Token);
            return 0;
        }

        if (args is ["seal", .. var where])
        {
            await SealOnce.RunAsync(where);
            return 0;
        }

        if (args is ["relay", .. var ends])
        {
            await SocketRelay.RunAsync(ends);
            return 0;
        }

        await Console.Error.WriteLineAsync($"./monitor bench NAME, with one of: {string.Join(", ", Benches.All.Keys.Order())}");
        return 2;
    }
}
