using System.Diagnostics;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>
/// A server runs for weeks, and what is called often is compiled for good in its first minutes. A bench of what it costs from then on gives it its load until the
/// compiler is calm, and says so.
/// </summary>
internal static class CompiledCode
{
    /// <summary>The thread that compiles, by its name as the kernel cuts it.</summary>
    private const string Compiler = ".NET Tiered Com";

    /// <summary>Of a core: below it nothing worth counting is compiled any more.</summary>
    private const double Calm = 0.01;
    private const int MostSlices = 24;

    /// <summary>Runs slices of load of five seconds each, for two minutes at most, until two in a row compile nothing.</summary>
    public static async Task AwaitAsync(int server, Func<TimeSpan, Task> slice)
    {
        var (started, calm) = (Stopwatch.GetTimestamp(), 0);
        for (var i = 0; i < MostSlices; i++)
        {
            var (before, begun) = (CpuMeter.SecondsOf(server, Compiler), Stopwatch.GetTimestamp());
            await slice(TimeSpan.FromSeconds(5));

            // The thread ends when it has been idle, and another one begins at nothing.
            calm = Math.Abs(CpuMeter.SecondsOf(server, Compiler) - before) < Calm * Stopwatch.GetElapsedTime(begun).TotalSeconds ? calm + 1 : 0;
            if (calm == 2)
            {
                Console.WriteLine($"# compiled for good after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s of load");
                return;
            }
        }

        Console.WriteLine("# still compiling: the figures have a part of it");
    }
}
