using System.Globalization;
using System.Text;

namespace Monitor.Web.RootCause.Backtests;

/// <summary>A CSV whose first column names the rows, such as times or nodes; an empty value is missing. An <see cref="ArgumentException"/> names file and line of what is wrong.</summary>
internal sealed class CaseTable
{
    private readonly string _path;
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, List<double>> _columns = new(StringComparer.Ordinal);

    public CaseTable(string path)
    {
        _path = path;
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path} cannot be read: {e.Message}", e);
        }

        var names = lines.Length > 0 ? Fields(lines[0]) : [];
        if (names.Count < 2)
        {
            throw new ArgumentException($"{path} has no columns: write a first line with a name for each, then a line per row.");
        }

        Names = [.. names.Skip(1)];
        foreach (var name in Names)
        {
            if (!_columns.TryAdd(name, []))
            {
                throw new ArgumentException($"{path} has the column `{name}` twice.");
            }
        }

        foreach (var (line, text) in lines.Index().Skip(1).Where(l => l.Item.Length > 0))
        {
            Read(line + 1, Fields(text));
        }
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<string> Keys => _keys;

    public IReadOnlyList<double> Column(string name) => _columns[name];

    public bool Has(string name) => _columns.ContainsKey(name);

    /// <summary>The first column as seconds since 1970.</summary>
    public double[] Times()
    {
        var times = new double[_keys.Count];
        for (var row = 0; row < times.Length; row++)
        {
            if (!double.TryParse(_keys[row], NumberStyles.Float, CultureInfo.InvariantCulture, out times[row]) || !double.IsFinite(times[row]) || (row > 0 && times[row] < times[row - 1]))
            {
                throw new ArgumentException($"{_path}: `{_keys[row]}` is no time, or earlier than that of the line before. The first column holds seconds since 1970, rising.");
            }
        }

        return times;
    }

    private void Read(int line, List<string> fields)
    {
        if (fields.Count != Names.Count + 1)
        {
            throw new ArgumentException($"{_path}, line {line}: {fields.Count} values below {Names.Count + 1} names.");
        }

        _keys.Add(fields[0]);
        for (var i = 0; i < Names.Count; i++)
        {
            var text = fields[i + 1].Trim();
            _columns[Names[i]].Add(
                text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
                : throw new ArgumentException($"{_path}, line {line}: `{text}` of column `{Names[i]}` is no number. Write 12.5, or nothing where the value is missing."));
        }
    }

    private static List<string> Fields(string line)
    {
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '"' && quoted && at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append(line[at++]);
            }
            else if (line[at] == '"')
            {
                quoted = !quoted;
            }
            else if (line[at] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[at]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
