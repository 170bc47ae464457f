namespace Monitor.Tests.Detection.Series;

/// <summary>Series as a live agent sends them, of which all that happens is known by construction, from a seed.</summary>
internal static class LiveShapes
{
    public const int DaySeconds = 86400;
    public static readonly DateTimeOffset Start = new(2026, 10, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Percent of CPU: busy by day, noise, and short bursts.</summary>
    public static IEnumerable<(DateTimeOffset Time, double Value)> Cpu(int step, double days, int seed) => Shape(step, days, seed, () =>
    {
        var (noise, burst) = (0d, 0d);
        return (seconds, random) =>
        {
            noise = (.6 * noise) + Normal(random);
            burst = random.NextDouble() < .0001 * step ? 8 * Math.Min(1, 20.0 / step) * -Math.Log(1 - random.NextDouble()) : burst * .4;
            return Math.Clamp(10 + (12 * Busy(seconds)) + (1.5 * noise) + burst, 0, 100);
        };
    });

    /// <summary>Percent of memory: a little more by day, smooth.</summary>
    public static IEnumerable<(DateTimeOffset Time, double Value)> Memory(int step, double days, int seed) => Shape(step, days, seed, () =>
    {
        var noise = 0d;
        return (seconds, random) => 48 + (5 * Busy(seconds)) + (noise = (.95 * noise) + (.15 * Normal(random)));
    });

    /// <summary>Bytes written a second: skewed, with a backup at two each night.</summary>
    public static IEnumerable<(DateTimeOffset Time, double Value)> Disk(int step, double days, int seed) => Shape(step, days, seed, () => (seconds, random) =>
        (2e5 * Math.Exp(.8 * Normal(random)) * (1 + Busy(seconds))) + (seconds % DaySeconds is >= 7200 and < 8700 ? 3e7 : 0));

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static double Busy(double seconds) => Math.Pow(Math.Max(0, Math.Sin(Math.PI * (((seconds / 3600) % 24) - 6) / 14)), 1.5);

    /// <summary>The same series, changed from a moment on; the change gets the seconds since then.</summary>
    public static IEnumerable<(DateTimeOffset Time, double Value)> Then(this IEnumerable<(DateTimeOffset Time, double Value)> series, double afterDays, Func<double, double, double> change) =>
        series.Select(row => (row.Time, (row.Time - Start).TotalDays < afterDays ? row.Value : change(row.Value, (row.Time - Start).TotalSeconds - (afterDays * DaySeconds))));

    private static IEnumerable<(DateTimeOffset Time, double Value)> Shape(int step, double days, int seed, Func<Func<double, Random, double>> shape)
    {
        var (random, at) = (new Random(seed), shape());
        for (var row = 0; row < days * DaySeconds / step; row++)
        {
            yield return (Start.AddSeconds((double)row * step), at((double)row * step, random));
        }
    }
}
