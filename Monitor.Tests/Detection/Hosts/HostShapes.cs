using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;

namespace Monitor.Tests.Detection.Hosts;

/// <summary>A host whose metrics rise by day and fall by night together, each with noise of its own, from a seed; rows of 5 minutes.</summary>
internal static class HostShapes
{
    public const int Day = 288;
    public const int Metrics = 8;
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>So many days, a row at a time; metric k has the unit 10 to the power of k.</summary>
    public static double[][] Rows(int days, int seed)
    {
        var random = new Random(seed);
        var together = 0.0;
        return [.. Enumerable.Range(0, days * Day).Select(row =>
        {
            together = (.8 * together) + (.6 * Normal(random));
            var load = 40 + (20 * Math.Sin(2 * Math.PI * row / Day)) + (2 * together);
            return Enumerable.Range(0, Metrics).Select(k => Math.Pow(10, k) * (load + (1.5 * Normal(random)))).ToArray();
        })];
    }

    public static HostModel? Train(IReadOnlyList<double[]> rows) =>
        HostModel.Train(new HostHistory(Start, Step, rows.Count == 0 ? Metrics : rows[0].Length, [.. rows.SelectMany(r => r)]));

    /// <summary>What a detector says of rows that follow so many others.</summary>
    public static List<HostReading> Observe(HostDetector detector, IReadOnlyList<double[]> rows, int after) =>
        [.. rows.Select((row, i) => detector.Observe(Start + (Step * (after + i)), row))];

    public static List<HostReading> Judge(HostModel model, IReadOnlyList<double[]> rows, int after, DetectionPreset preset = DetectionPreset.Quiet) =>
        Observe(new HostDetector(model, preset), rows, after);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
