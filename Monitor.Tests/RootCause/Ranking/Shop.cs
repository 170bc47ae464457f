using Monitor.Domain.RootCause.Ranking;

namespace Monitor.Tests.RootCause.Ranking;

/// <summary>
/// A small shop of services, made by a seed: seconds that a callee loses are lost by its callers too, in proportion to the calls. `gate` is a load balancer that sees some calls to `search` and
/// nothing of its own; `batch` is slow and nobody waits for it.
/// </summary>
internal sealed record Shop(int Seed)
{
    public static readonly IReadOnlyList<(string Caller, string Callee)> Calls =
        [("shop", "search"), ("shop", "pay"), ("shop", "list"), ("shop", "gate"), ("shop", "batch"), ("list", "search"), ("search", "db"), ("pay", "bank"), ("client", "shop"), ("client", "other")];

    private static readonly (string Node, int PerStep)[] Volumes =
        [("db", 1200), ("bank", 140), ("search", 1100), ("pay", 150), ("list", 180), ("gate", 70), ("batch", 6), ("shop", 700), ("other", 300)];

    public int Reference { get; init; } = 300;

    public int Window { get; init; } = 12;

    public int SymptomRow { get; init; } = 4;

    /// <summary>The node that is slower by itself from the symptom on, and by how many seconds.</summary>
    public (string Node, double Seconds)? Fault { get; init; }

    /// <summary>How many times the calls there are from the symptom on; everything is slower by the same root.</summary>
    public double Load { get; init; } = 1;

    public double Holes { get; init; }

    public double Unit { get; init; } = 1;

    public CauseCase Case()
    {
        var random = new Random(Seed);
        var (reference, window) = (Rows(random, Reference, calm: true), Rows(random, Window, calm: false));
        var series = new List<SeriesSample>();
        foreach (var (node, _) in Volumes)
        {
            foreach (var (metric, statistic) in new[] { ("latency", "Average"), ("requests", "Sum") })
            {
                double[] Of(List<Dictionary<string, (double Latency, double Calls)>> rows) => [.. rows.Select(r =>
                    random.NextDouble() < Holes ? double.NaN : metric == "latency" ? r[node].Latency * Unit : r[node].Calls)];
                series.Add(new SeriesSample(node, metric, statistic, Of(reference), Of(window), null));
            }
        }

        return new CauseCase(series, Calls, "shop", "latency", SymptomRow, TimeSpan.FromMinutes(1));
    }

    private List<Dictionary<string, (double Latency, double Calls)>> Rows(Random random, int count, bool calm)
    {
        var rows = new List<Dictionary<string, (double, double)>>();
        for (var row = 0; row < count; row++)
        {
            var troubled = !calm && row >= SymptomRow;
            var busy = troubled ? Math.Sqrt(Load) : 1;
            double Own(string node, double usual) => busy * ((usual * (1 + (.05 * Normal(random)))) + (troubled && Fault?.Node == node ? Fault.Value.Seconds : 0));
            var latency = new Dictionary<string, double> { ["db"] = Own("db", .014), ["bank"] = Own("bank", .05), ["other"] = Own("other", .02), ["batch"] = Own("batch", .4) + (calm ? 0 : 2) };
            latency["search"] = Own("search", .004) + latency["db"];
            latency["gate"] = Own("gate", .008) + latency["search"];
            latency["list"] = Own("list", .02) + (.7 * latency["search"]);
            latency["pay"] = Own("pay", .1) + (.93 * latency["bank"]);
            latency["shop"] = Own("shop", .03) + (1.2 * latency["search"]) + (.21 * latency["pay"]) + (.15 * latency["list"]);
            rows.Add(Volumes.ToDictionary(v => v.Node, v => (latency[v.Node], Math.Round(v.PerStep * (troubled ? Load : 1) * (1 + (.03 * Normal(random)))))));
        }

        return rows;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
