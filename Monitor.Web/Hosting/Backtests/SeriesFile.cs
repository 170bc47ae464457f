using System.Globalization;

namespace Monitor.Web.Hosting;

/// <summary>
/// A CSV of series: a first column of times (seconds since 1970, or a date and time, UTC where it names no zone), then a column per series. An empty value is
/// missing. A column is read when it is asked for; an <see cref="ArgumentException"/> names file and line of what is wrong.
/// </summary>
internal sealed class SeriesFile
{
    private readonly string _path;
    private readonly string[] _lines;
    private readonly string[] _header;
    private long[]? _times;

    private SeriesFile(string root, string path)
    {
        (_path, _lines) = (path, File.ReadAllLines(path));
        Relative = Path.GetRelativePath(root, path);
        _header = _lines.Length == 0 ? [] : [.. Fields(_lines[0]).Select(f => f.Trim().Trim('"'))];
    }

    public string Relative { get; }

    public string Stem => Path.GetFileNameWithoutExtension(_path);

    /// <summary>The columns after the time.</summary>
    public IReadOnlyList<string> Columns => _header.Length == 0 ? [] : _header[1..];

    /// <summary>Whether the first row begins with a time; a table of something else lies beside series at times.</summary>
    public bool HasSeries => _header.Length > 1 && _lines.Length > 1 && Time(Fields(_lines[1])[0]) is not null;

    /// <summary>Seconds since 1970 of each row, ascending; a time may come twice.</summary>
    public long[] Times => _times ??= ReadTimes();

    public static IReadOnlyList<SeriesFile> AllBelow(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"There is no folder {folder}. Give the folder of your CSV files with --input: a first column of times, then a column per series.");
        }

        var files = Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => new SeriesFile(folder, f)).ToList();
        return files.Count > 0
            ? files
            : throw new ArgumentException($"There is no .csv file below {folder}. A file has a first line `unix,value` (or `timestamp,value`), then a row per time.");
    }

    /// <summary>The values of a column, NaN where there is none.</summary>
    public double[] Read(string column)
    {
        var at = Array.IndexOf(_header, column);
        var values = new double[Times.Length];
        for (var row = 0; row < values.Length; row++)
        {
            var fields = Fields(_lines[row + 1]);
            values[row] = at < fields.Length ? Value(fields[at], row + 2, column) : double.NaN;
        }

        return values;
    }

    private double Value(string text, int line, string column) =>
        text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new ArgumentException($"{_path}, line {line}: `{text}` of column `{column}` is no number. Write 12.5, or nothing where the value is missing.");

    private long[] ReadTimes()
    {
        var count = _lines.Length - 1;
        while (count > 0 && _lines[count].Length == 0)
        {
            count--;
        }

        var times = new long[Math.Max(0, count)];
        for (var row = 0; row < times.Length; row++)
        {
            var text = Fields(_lines[row + 1])[0];
            times[row] = Time(text) ?? throw new ArgumentException($"{_path}, line {row + 2}: `{text}` is no time. Write seconds since 1970, or 2026-11-01 08:00:00 (UTC).");
            if (row > 0 && times[row] < times[row - 1])
            {
                throw new ArgumentException($"{_path}, line {row + 2}: the time is earlier than that of the line before. Sort the rows by time.");
            }
        }

        return times;
    }

    private static long? Time(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < 1e11 ? (long)Math.Floor(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at.ToUnixTimeSeconds()
        : null;

    private static string[] Fields(string line) => line.Split(',');
}
