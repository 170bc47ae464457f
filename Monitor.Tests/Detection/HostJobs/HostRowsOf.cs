using Monitor.Domain.Detection.Hosts;

namespace Monitor.Tests.Detection.HostJobs;

/// <summary>The rows of a made-up host by a seed: load that follows the day, with what depends on it, and some noise.</summary>
internal static class HostRowsOf
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public static readonly string[] Metrics = ["cpu.used_percent", "load.1m", "memory.used_percent", "network.received_bytes_per_second", "disk.write_bytes_per_second"];

    /// <summary>The row that begins at a time; the same for the same seed and time.</summary>
    public static double[] At(DateTimeOffset time, int seed = 7)
    {
        var random = new Random((seed * 7919) + (int)(time.UtcTicks / Step.Ticks % 1_000_003));
        var day = 0.5 - (0.5 * Math.Cos(time.UtcDateTime.TimeOfDay.TotalDays * 2 * Math.PI));
        double Noise(double size) => size * ((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5);
        var work = 10 + (30 * day) + Noise(4);
        return [work, (work / 20) + Noise(0.2), 45 + Noise(1.5), (1e6 * work) + Noise(2e6), 5e5 + (2e4 * work) + Noise(2e5)];
    }

    /// <summary>Busy with something that is not part of its work.</summary>
    public static double[] Unusual(DateTimeOffset time)
    {
        var row = At(time);
        (row[0], row[1]) = (99, 12);
        return row;
    }

    public static HostModel Model(DateTimeOffset until, int days = 8)
    {
        var start = until - TimeSpan.FromDays(days);
        var rows = (int)((until - start) / Step);
        return HostModel.Train(new HostHistory(start, Step, Metrics.Length, [.. Enumerable.Range(0, rows).SelectMany(i => At(start + (i * Step)))]))!;
    }
}
