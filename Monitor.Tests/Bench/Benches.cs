using System.Text.Json;
using Monitor.Tests.Detection.Recordings;

namespace Monitor.Tests.Bench;

/// <summary>One bench: it measures and prints its figures. Nothing judges them but the reader.</summary>
internal delegate Task RunBench(string[] arguments, CancellationToken cancellationToken);

/// <summary>All benches by name.</summary>
internal static class Benches
{
    public static IReadOnlyDictionary<string, RunBench> All { get; } = new Dictionary<string, RunBench>(StringComparer.Ordinal)
    {
        ["agent"] = AgentBench.RunAsync,
        ["detect"] = DetectBench.RunAsync,
        ["efficiency"] = EfficiencyBench.RunAsync,
        ["forecast"] = ForecastBench.RunAsync,
        ["ingest"] = IngestBench.RunAsync,
        ["live"] = LiveBench.RunAsync,
        ["logs"] = LogsBench.RunAsync,
        ["query"] = QueryBench.RunAsync,
        ["recording"] = RecordingBench.RunAsync,
        ["rootcause"] = RootCauseBench.RunAsync,
        ["rules"] = RulesBench.RunAsync,
        ["store"] = StoreBench.RunAsync,
        ["tickets"] = TicketsBench.RunAsync,
        ["whole"] = WholeBench.RunAsync,
        ["screenshots"] = Screenshots.RunAsync,
    };

    /// <summary>One figure as a line of JSON, such as {"name":"agent","figure":31.2,"unit":"rss_mb"}.</summary>
    public static void Print(string name, double figure, string unit) =>
        Console.WriteLine(JsonSerializer.Serialize(new { name, figure = Math.Round(figure, 3), unit }));
}
