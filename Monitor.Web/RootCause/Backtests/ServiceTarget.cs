using System.Text.Json;

namespace Monitor.Web.RootCause.Backtests;

/// <summary>One entry of a `targets.json`: the symptom, and where the window is: a file of the case's name, or rows of `normal.csv`.</summary>
/// <param name="Folder">Holds graph.csv and normal.csv.</param>
/// <param name="Rows">The first and the last row; null where the window is a file of its own.</param>
internal sealed record ServiceTarget(string Name, string Window, string Folder, string Node, string Metric, double Time, (int First, int Last)? Rows)
{
    private const string Shape =
        """{"case": {"target": {"node": "shop", "metric": "latency", "timestamp": 1764201600}}}, with "of": "../folder" and "rows": [10, 14] for a window out of normal.csv""";

    public static IReadOnlyList<ServiceTarget> AllBelow(string input) =>
        [.. CaseJson.Find(input, "targets.json").SelectMany(path => CaseJson.Read(path, Shape, json => Read(Path.GetDirectoryName(path)!, json)).Select(c => Named(input, path, c.Name, c.Case)))];

    private static ServiceTarget Named(string input, string path, string name, ServiceTarget target)
    {
        var folder = Path.GetDirectoryName(path)!;
        return target with { Name = $"{Path.GetRelativePath(input, folder).Replace('\\', '/')}/{name}", Window = Path.Combine(folder, name + ".csv") };
    }

    private static ServiceTarget Read(string folder, JsonElement json)
    {
        var target = json.GetProperty("target");
        var of = json.TryGetProperty("of", out var named) ? named.GetString()! : ".";
        (int, int)? rows = json.TryGetProperty("rows", out var range) ? (range[0].GetInt32(), range[1].GetInt32()) : null;
        return rows is { } r && (r.Item1 < 0 || r.Item2 < r.Item1)
            ? throw new FormatException("`rows` are the first and the last row, from 0.")
            : new ServiceTarget(
                "", "", Path.GetFullPath(Path.Combine(folder, of)), target.GetProperty("node").GetString()!, target.GetProperty("metric").GetString()!, target.GetProperty("timestamp").GetDouble(), rows);
    }
}
