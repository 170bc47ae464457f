using System.Globalization;

namespace Monitor.Web.Hosting;

/// <summary>A CSV of many columns without times: a header, then a row per step; an empty value is missing. An <see cref="ArgumentException"/> names file and line of what is wrong.</summary>
internal sealed record WideFile(int Columns, double[] Values)
{
    public int Rows => Values.Length / Columns;

    /// <summary>The first line's names.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    public static WideFile Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path} cannot be read: {e.Message}", e);
        }

        if (lines.Length < 2)
        {
            throw new ArgumentException($"{path} has no rows: write a first line of names, then a line of values per step.");
        }

        var names = Array.ConvertAll(lines[0].Split(','), n => n.Trim());
        var columns = names.Length;
        var values = new List<double>(lines.Length * columns);
        for (var line = 1; line < lines.Length; line++)
        {
            if (lines[line].Length == 0)
            {
                continue;
            }

            var fields = lines[line].Split(',');
            if (fields.Length != columns)
            {
                throw new ArgumentException($"{path}, line {line + 1}: {fields.Length} values below {columns} names.");
            }

            foreach (var field in fields)
            {
                values.Add(Value(path, line + 1, field.Trim()));
            }
        }

        return new WideFile(columns, [.. values]) { Names = names };
    }

    private static double Value(string path, int line, string text) =>
        text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw new ArgumentException($"{path}, line {line}: `{text}` is no number. Write 12.5, or nothing where the value is missing.");
}
