namespace Monitor.Domain.Detection.Classical;

/// <summary>What the forest looks at of one machine at one time; rates are bytes per second, NaN where missing.</summary>
public readonly record struct HostUse(
    DateTimeOffset Time, double CpuPercent, double MemoryPercent, double DiskRead, double DiskWritten, double NetworkSent, double NetworkReceived);

/// <summary>A point with what the forest says of it: score about -0.5 to 0.5, NaN where it cannot be scored: that is no anomaly.</summary>
public readonly record struct ForestPoint(HostUse Use, double Score, bool IsAnomaly);

/// <summary>One machine: its last points in the order of their times, and how many of them are anomalies.</summary>
public sealed record ForestHost(int Host, IReadOnlyList<ForestPoint> Points, int Anomalies)
{
    public ForestPoint Latest => Points[^1];
}

/// <summary>
/// An isolation forest over all machines of a view: CPU, memory, and bytes read, written, sent and received per interval, where the interval is the usual distance of two
/// points of a machine. At least 50 points in all, the last 50 of each machine are told, and a forest is kept until more than 100 points are later than those it was trained on.
/// For one thread at a time.
/// </summary>
public sealed class HostForest(double? contamination = null, int trees = IsolationForest.DefaultTrees)
{
    public const int FewestPoints = 50;
    public const int ToldPoints = 50;
    private const int MostNewPoints = 100;

    private IsolationForest? _forest;
    private DateTimeOffset _trainedThrough;

    /// <summary>The machines that have points, by number; null while there are too few points: nothing is said then.</summary>
    public IReadOnlyList<ForestHost>? Judge(IReadOnlyDictionary<int, IReadOnlyList<HostUse>> machines)
    {
        var rows = machines.OrderBy(m => m.Key).Select(m => (Host: m.Key, Points: m.Value, Rows: Features(m.Value))).ToList();
        var all = rows.SelectMany(r => r.Points.Zip(r.Rows, (point, row) => (point.Time, Row: row))).Where(p => Array.TrueForAll(p.Row, double.IsFinite)).ToList();
        if (all.Count < FewestPoints)
        {
            return null;
        }

        if (_forest is null || all.Count(p => p.Time > _trainedThrough) > MostNewPoints)
        {
            (_forest, _trainedThrough) = (IsolationForest.Train([.. all.Select(p => p.Row)], contamination, trees), all.Max(p => p.Time));
        }

        return [.. rows.Where(r => r.Points.Count > 0).Select(r => Tell(_forest!, r.Host, r.Points, r.Rows))];
    }

    private static ForestHost Tell(IsolationForest forest, int host, IReadOnlyList<HostUse> points, double[][] rows)
    {
        var told = new List<ForestPoint>();
        for (var i = Math.Max(0, points.Count - ToldPoints); i < points.Count; i++)
        {
            var score = forest.Score(rows[i]);
            told.Add(new ForestPoint(points[i], score, IsolationForest.IsAnomaly(score)));
        }

        return new ForestHost(host, told, told.Count(p => p.IsAnomaly));
    }

    private static double[][] Features(IReadOnlyList<HostUse> points)
    {
        var distances = points.Zip(points.Skip(1), (a, b) => (b.Time - a.Time).TotalSeconds).Where(d => d > 0).Order().ToList();
        var interval = distances.Count == 0 ? 1 : distances[distances.Count / 2];
        return [.. points.Select(p => new[]
        {
            p.CpuPercent, p.MemoryPercent, p.DiskRead * interval, p.DiskWritten * interval, p.NetworkSent * interval, p.NetworkReceived * interval,
        })];
    }
}
