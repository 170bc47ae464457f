using System.Globalization;
using System.IO.Compression;
using Monitor.Domain.Detection;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>One tick of a recording: seconds since its start, whether the trouble was on, and a value per series, NaN where missing.</summary>
internal sealed record RecordedTick(double Seconds, bool IsTrouble, double[] Values);

/// <summary>What an agent measured during a scenario. The series have a metric and a number instead of what they are called on the machine.</summary>
internal sealed record Recording(IReadOnlyList<string> Series, IReadOnlyList<RecordedTick> Ticks)
{
    public static Recording Read(string path)
    {
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        var series = reader.ReadLine()!.Split(',')[2..];
        var ticks = new List<RecordedTick>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            ticks.Add(new RecordedTick(Number(cells[0]), cells[1] == "1", Array.ConvertAll(cells[2..], Number)));
        }

        return new Recording(series, ticks);
    }

    public void Write(string path)
    {
        using var packed = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        using var writer = new StreamWriter(packed);
        writer.Write($"seconds,trouble,{string.Join(',', Series)}\n");
        foreach (var tick in Ticks)
        {
            writer.Write($"{Text(tick.Seconds)},{(tick.IsTrouble ? 1 : 0)},{string.Join(',', tick.Values.Select(Text))}\n");
        }
    }

    /// <summary>Of what an agent sent: the metrics that are watched where nobody sets anything.</summary>
    public static Recording Of(IReadOnlyList<(long Time, IReadOnlyList<WireSeries> Series, IReadOnlyList<double?> Values)> sent, long began, long ended)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        string NameOf(WireSeries series)
        {
            var key = $"{series.Metric} {string.Join(' ', series.Labels.Select(l => $"{l.Key}={l.Value}"))}";
            return names.TryGetValue(key, out var name) ? name
                : names[key] = series.Labels.Count == 0 ? series.Metric : $"{series.Metric}#{names.Values.Count(n => MetricOf(n) == series.Metric) + 1}";
        }

        var rows = sent.OrderBy(s => s.Time).Select(s => (s.Time, Values: s.Series.Zip(s.Values).Where(p => WatchedMetrics.ByDefault(p.First.Metric)).ToDictionary(p => NameOf(p.First), p => p.Second ?? double.NaN))).ToList();
        var columns = names.Values.Order(StringComparer.Ordinal).ToList();
        return new Recording(columns, [.. rows.Select(r => new RecordedTick((r.Time - rows[0].Time) / 1000.0, r.Time >= began && r.Time <= ended, [.. columns.Select(c => r.Values.GetValueOrDefault(c, double.NaN))]))]);
    }

    /// <summary>The metric of a series of a recording.</summary>
    public static string MetricOf(string series) => series.Split('#')[0];

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("G5", CultureInfo.InvariantCulture) : "";

    private static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
}
