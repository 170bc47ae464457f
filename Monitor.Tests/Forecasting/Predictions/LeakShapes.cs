namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>One series of a host that leaks, or only looks like it.</summary>
/// <param name="Metric">Disk usage (limit 80 %) or memory usage (75 %).</param>
/// <param name="Value">By the hours since the leak began, below 0 before it, with its own noise.</param>
internal sealed record LeakShape(string Name, string Metric, Func<double, Random, double> Value)
{
    private const string Disk = "disk.used_percent";
    private const string Memory = "memory.used_percent";

    public double Limit => Metric == Disk ? 80 : 75;

    /// <summary>The whole curve, a value a minute.</summary>
    public double[] Curve(int minutes, int leakAt, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, minutes).Select(m => Math.Clamp(Math.Round(Value((m - leakAt) / 60.0, random), 2), 0, 100))];
    }

    public static IReadOnlyList<LeakShape> Leaks { get; } =
    [
        new("linear", Disk, (h, r) => 40 + (40 * Grown(h, 48)) + Noise(r, 0.1)),
        new("accelerating", Disk, (h, r) => 35 + (45 * Math.Pow(Grown(h, 36), 2)) + Noise(r, 0.1)),
        new("stepwise", Disk, (h, r) => 40 + (40 * Math.Floor(Grown(h, 48) * 12) / 12) + Noise(r, 0.05)),
        new("noisy", Memory, (h, r) => 45 + (30 * Grown(h, 24)) + Noise(r, 1.5)),
        new("diurnal", Memory, (h, r) => 45 + Day(h, 6) + (24 * Grown(h, 48)) + Noise(r, 0.5)),
        new("after-a-deploy", Memory, (h, r) => 40 + (h >= 0 ? 6 : 0) + (29 * Grown(h, 24)) + Noise(r, 0.5)),
        new("slow", Disk, (h, r) => 50 + Day(h, 0.5) + (30 * Grown(h, 72)) + Noise(r, 0.1)),
        new("fast", Disk, (h, r) => 30 + (50 * Grown(h, 6)) + Noise(r, 0.1)),
        new("with-restarts", Memory, (h, r) => 38 + (37 * Grown(Restarted(h), 30)) + Noise(r, 0.4)),
        new("with-a-weekend", Disk, (h, r) => 45 + (35 * Grown(Worked(h), 40)) + Noise(r, 0.1)),
    ];

    /// <summary>Logs that are rotated before they fill anything.</summary>
    public static IReadOnlyList<LeakShape> Rotations { get; } =
    [
        new("daily", Disk, (h, r) => 55 + (22 * Saw(h, 24)) + Noise(r, 0.1)),
        new("every-6-hours", Disk, (h, r) => 40 + (35 * Saw(h + 2, 6)) + Noise(r, 0.1)),
        new("every-2-days", Disk, (h, r) => 50 + (25 * Saw(h + 13, 48)) + Noise(r, 0.1)),
        new("nearly-full", Disk, (h, r) => 70 + (9 * Saw(h + 5, 24)) + Noise(r, 0.05)),
        new("by-size", Disk, (h, r) => 45 + (28 * Saw(h + (3 * Math.Sin(h / 17)), 15)) + Noise(r, 0.3)),
    ];

    private static double Grown(double hours, double toLimit) => Math.Max(0, hours / toLimit);

    private static double Day(double hours, double swing) => swing * Math.Sin(2 * Math.PI * hours / 24);

    private static double Saw(double hours, double period) => (((hours % period) + period) % period) / period;

    /// <summary>Every 10 hours a restart gives back half of what the last 10 hours took.</summary>
    private static double Restarted(double hours) => hours < 0 ? 0 : hours - (5 * Math.Floor(hours / 10));

    /// <summary>It began on a Friday at noon: from midnight on, two days on which nobody works.</summary>
    private static double Worked(double hours) => hours < 12 ? hours : hours < 60 ? 12 : hours - 48;

    private static double Noise(Random random, double deviation) =>
        deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
