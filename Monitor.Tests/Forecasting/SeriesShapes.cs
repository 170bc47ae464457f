using Monitor.Domain.Forecasting;

namespace Monitor.Tests.Forecasting;

/// <summary>Series whose nature is known by construction, from a seed.</summary>
internal static class SeriesShapes
{
    public const int Day = 288;
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public static SeriesHistory Of(double[] values, ValueRange? range = null, TimeSpan? step = null) =>
        new(Start, step ?? TimeSpan.FromMinutes(5), values, range ?? ValueRange.ZeroUpwards);

    public static double[] Make(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    /// <summary>Busy by day, quiet by night, with noise: between about 10 and 50.</summary>
    public static double[] Daily(int count, int seed, double noise = 2)
    {
        var random = new Random(seed);
        return Make(count, i => Math.Max(0, 30 + (20 * Math.Sin(2 * Math.PI * i / Day)) + (noise * Normal(random))));
    }

    /// <summary>Off and on for hours, by chance.</summary>
    public static double[] OnAndOff(int count, int seed)
    {
        var random = new Random(seed);
        var on = false;
        return Make(count, _ =>
        {
            on = random.NextDouble() < .02 ? !on : on;
            return (on ? 95 : 1) + random.NextDouble();
        });
    }

    /// <summary>The shapes that every model must bear, by name.</summary>
    public static IEnumerable<(string Name, double[] Values)> Nasty(int seed)
    {
        var random = new Random(seed);
        var daily = Daily(8 * Day, seed);
        yield return ("daily", daily);
        yield return ("on and off", OnAndOff(8 * Day, seed));
        yield return ("gaps", [.. daily.Select((v, i) => i % 700 is > 100 and < 400 || random.NextDouble() < .1 ? double.NaN : v)]);
        yield return ("ends in a gap", [.. daily.Select((v, i) => i > (8 * Day) - 60 ? double.NaN : v)]);
        yield return ("step", Make(5 * Day, i => i < 3 * Day ? 10 : 90));
        yield return ("spikes", Make(5 * Day, i => i % 97 == 0 ? 100 : 0));
        yield return ("near the top", Make(5 * Day, _ => 100 - (random.NextDouble() * random.NextDouble())));
        yield return ("rising", Make(5 * Day, i => i / 15.0));
        yield return ("walk", Walk(5 * Day, random));
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Walk(int count, Random random)
    {
        var level = 50.0;
        return Make(count, _ => level = Math.Clamp(level + Normal(random), 0, 100));
    }
}
