using System.Globalization;
using System.Text;

namespace Monitor.Web.Hosting;

/// <summary>
/// CSV (RFC 4180) that a spreadsheet cannot take for a formula: a text cell that begins like one gets an apostrophe in front. Numbers and times stay what
/// they are.
/// </summary>
public sealed class CsvText
{
    private readonly StringBuilder _text = new();

    public CsvText(params string[] header) => Row([.. header]);

    public void Row(params object[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i > 0 ? "," : "").Append(Cell(cells[i]));
        }

        _text.Append("\r\n");
    }

    /// <summary>What was added since the last time.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    private static string Cell(object cell) => cell switch
    {
        string text => Quoted(text),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException("A cell is a text, a number or a time.", nameof(cell)),
    };

    private static string Quoted(string text)
    {
        var clean = text.Replace("\0", "", StringComparison.Ordinal);
        var safe = (clean.Length > 0 && clean[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') || text.StartsWith('\0') ? "'" + clean : clean;
        return safe.AsSpan().ContainsAny(",\"\r\n\t'") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
