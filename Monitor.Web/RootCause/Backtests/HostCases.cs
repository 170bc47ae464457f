using System.Globalization;
using Monitor.Domain.RootCause.Ranking;
using Monitor.Web.Hosting;

namespace Monitor.Web.RootCause.Backtests;

/// <summary>
/// Events inside hosts, out of `cases.json`: a file of rows to learn from and the file of the event, a column per metric, with the event's first and last row. Rows after the event are not
/// looked at.
/// </summary>
internal static class HostCases
{
    private const int Days = 7;
    private const string Shape = """{"case": {"train": "web_train.csv", "test": "web_test.csv", "start": 760, "end": 765, "step_seconds": 300}}""";

    private sealed record EventRows(string Train, string Test, int Start, int End, int StepSeconds);

    /// <summary>The statistic of a series is the name of its column.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<SeriesSample> Series, TimeSpan Step)> AllBelow(string input)
    {
        var read = new Dictionary<string, WideFile>(StringComparer.Ordinal);
        foreach (var path in CaseJson.Find(input, "cases.json"))
        {
            foreach (var (name, at) in Read(path))
            {
                WideFile Get(string file) => read.TryGetValue(file, out var known) ? known : read[file] = WideFile.Read(file);
                var (train, test) = (Get(at.Train), Get(at.Test));
                if (train.Columns != test.Columns)
                {
                    throw new ArgumentException($"{at.Train} has {train.Columns} columns and {at.Test} has {test.Columns}: both have the same metrics in the same order.");
                }

                yield return (name, at.Start < test.Rows ? Series(at, train, test) : [], TimeSpan.FromSeconds(at.StepSeconds));
            }
        }
    }

    private static IEnumerable<(string, EventRows)> Read(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        return CaseJson.Read(path, Shape, json =>
        {
            string File(string of) => Path.GetFullPath(Path.Combine(folder, json.GetProperty(of).GetString()!));
            int Number(string of) => json.GetProperty(of).GetInt32();
            var at = new EventRows(File("train"), File("test"), Number("start"), Number("end"), Number("step_seconds"));
            return at is { Start: >= 0, StepSeconds: > 0 and <= 86_400 } && at.End >= at.Start
                ? at
                : throw new FormatException("`start` and `end` are rows from 0, and `step_seconds` is a part of a day.");
        });
    }

    private static List<SeriesSample> Series(EventRows at, WideFile train, WideFile test)
    {
        var rows = Math.Min(at.End + 1, test.Rows) - at.Start;
        var perDay = 86_400 / at.StepSeconds;
        var days = Math.Min(Days, (train.Rows + at.Start) / perDay);

        // Files of which no value is outside of 0 to 1 hold shares of a whole.
        var metric = Array.TrueForAll(train.Values, v => v is double.NaN or (>= 0 and <= 1)) ? "ratio" : "";
        double Value(int column, int row) => row < train.Rows ? train.Row(row)[column] : test.Row(row - train.Rows)[column];
        return [.. Enumerable.Range(0, train.Columns).Select(column => new SeriesSample(
            "host",
            metric,
            column < test.Names.Count && test.Names[column].Length > 0 ? test.Names[column] : string.Create(CultureInfo.InvariantCulture, $"m{column}"),
            [.. Enumerable.Range(0, train.Rows).Select(row => train.Row(row)[column])],
            [.. Enumerable.Range(at.Start, rows).Select(row => test.Row(row)[column])],
            [.. from day in Enumerable.Range(1, days) from row in Enumerable.Range(0, rows) select Value(column, train.Rows + at.Start + row - (day * perDay))]))];
    }
}
