using System.Diagnostics;
using System.Globalization;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>The three troubles, made on this machine.</summary>
internal static class Loads
{
    private const int CopyMegabytes = 1024;
    private const int ChunkMegabytes = 64;
    private const int MegabytesPerSecond = 128;

    /// <summary>All CPUs at once.</summary>
    public static Task CpuAsync(TimeSpan length, CancellationToken cancellationToken) =>
        RunAsync("stress-ng", ["--cpu", "0", "--timeout", $"{length.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s"], cancellationToken);

    /// <summary>A third of the memory more, little by little, given back at the end.</summary>
    public static async Task MemoryAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var blocks = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3 / HeldMemory.BlockBytes;
        using var held = new HeldMemory();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < length; await timer.WaitForNextTickAsync(cancellationToken))
        {
            held.Resize((int)Math.Min(blocks, blocks * (Stopwatch.GetElapsedTime(start) / length)));
        }
    }

    /// <summary>A file that the copy is made of.</summary>
    public static Task PrepareCopyAsync(string folder, CancellationToken cancellationToken) =>
        RunAsync("dd", ["if=/dev/urandom", $"of={Large(folder)}", "bs=1M", $"count={CopyMegabytes}", "status=none"], cancellationToken);

    /// <summary>Copies it past the cache, and again, at what a disk of today carries.</summary>
    public static async Task CopyAsync(string folder, TimeSpan length, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)ChunkMegabytes / MegabytesPerSecond));
        var start = Stopwatch.GetTimestamp();
        for (var at = 0; Stopwatch.GetElapsedTime(start) < length; at = (at + ChunkMegabytes) % CopyMegabytes)
        {
            await RunAsync(
                "dd",
                [
                    $"if={Large(folder)}", $"of={Copy(folder)}", "bs=1M", "iflag=direct", "oflag=direct", "conv=notrunc", "status=none",
                    $"skip={at}", $"seek={at}", $"count={ChunkMegabytes}",
                ],
                cancellationToken);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>What a recording left on the disk.</summary>
    public static void Clear(string folder)
    {
        File.Delete(Large(folder));
        File.Delete(Copy(folder));
    }

    private static string Large(string folder) => Path.Combine(folder, "monitor-recording-large");

    private static string Copy(string folder) => Path.Combine(folder, "monitor-recording-copy");

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (said, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        await said;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
        }
    }
}
