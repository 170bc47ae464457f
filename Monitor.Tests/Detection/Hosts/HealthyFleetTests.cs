using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;
using Monitor.Domain.Metrics;
using Monitor.Tests.Bench;
using Monitor.Tests.Support;

namespace Monitor.Tests.Detection.Hosts;

/// <summary>Hosts of 40 series on which nothing is wrong, over a week, with a model that is trained anew each day as the job does it.</summary>
public sealed class HealthyFleetTests
{
    private const int Day = 288;
    private const int Learned = 8 * Day;
    private const int Watched = 7 * Day;
    private const int TicksPerRow = 30;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] Columns = [.. Enumerable.Range(0, HostValues.Names.Count).Where(i => WatchedMetrics.ByDefault(HostValues.Names[i].Metric))];

    [Fact]
    public void Fifty_healthy_hosts_open_at_most_one_problem_a_day_over_a_week()
    {
        // Three of the fifty that are quiet; the disks of one of them grow steadily.
        int[] hosts = LongRun.IsOn ? [.. Enumerable.Range(0, 50)] : [1, 2, 33];
        var told = hosts.Sum(Told);
        Assert.True(told <= (LongRun.IsOn ? 7 : 0), $"{told} problems of {hosts.Length} hosts in 7 days.");
    }

    private static int Told(int seed)
    {
        var rows = Rows(seed);
        var detector = Detector(rows, Learned);
        var (told, began, score) = (0, -1, 0.0);
        for (var row = Learned; row < Learned + Watched; row++)
        {
            if (began < 0 && row > Learned && row % Day == 0)
            {
                detector = Detector(rows, row);
            }

            var reading = detector.Observe(Start + (Step * row), rows.AsSpan(row * Columns.Length, Columns.Length));
            (began, score) = reading.IsOnset && began < 0 ? (row - 1, 0) : (began, score);
            if (began < 0)
            {
                continue;
            }

            var was = AnomalyTelling.IsDue(score, Step * (row - 1 - began));
            score = Math.Max(score, reading.Score);
            told += !was && AnomalyTelling.IsDue(score, Step * (row - began)) ? 1 : 0;
            began = reading.IsAnomalous ? began : -1;
        }

        return told;
    }

    private static HostDetector Detector(double[] rows, int until) =>
        new(HostModel.Train(new HostHistory(Start, Step, Columns.Length, rows[..(until * Columns.Length)]))!, DetectionPreset.Quiet);

    /// <summary>Means of five minutes; counters as rates.</summary>
    private static double[] Rows(int seed)
    {
        var (host, values, before) = (new HostValues(seed), new double[HostValues.Names.Count], new double[HostValues.Names.Count]);
        var isCounter = Array.ConvertAll(Columns, c => MetricCatalog.Find(HostValues.Names[c].Metric).Kind == MetricKind.Counter);
        var rows = new double[(Learned + Watched) * Columns.Length];
        host.Next(before);
        for (var tick = 0; tick < (Learned + Watched) * TicksPerRow; tick++)
        {
            host.Next(values);
            for (var column = 0; column < Columns.Length; column++)
            {
                var at = Columns[column];
                rows[(tick / TicksPerRow * Columns.Length) + column] += (isCounter[column] ? (values[at] - before[at]) / 10 : values[at]) / TicksPerRow;
            }

            values.CopyTo(before, 0);
        }

        return rows;
    }
}
