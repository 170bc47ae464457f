using System.Globalization;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules.Editing;

/// <summary>Reads what people type and remembers what could not be read, each with what would be right.</summary>
internal sealed class FormErrors
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public double? Number(string text, string what)
    {
        if (double.TryParse(text.Trim().TrimEnd('%').Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        Add($"The {what} is a number with a point, such as 12.5.");
        return null;
    }

    public double? Optional(string text, string what) => text.Trim().Length == 0 ? null : Number(text, what);

    public TimeSpan Duration(string text, string what)
    {
        if (!DurationText.TryParse(text, out var span))
        {
            Add($"The {what} is a number with a unit, such as 30 s, 5 min or 1 h.");
        }

        return span;
    }

    public IReadOnlyList<LabelMatcher> Labels(IEnumerable<string> lines)
    {
        var matchers = new List<LabelMatcher>();
        foreach (var line in lines)
        {
            if (LabelLine.TryParse(line, out var matcher))
            {
                matchers.Add(matcher);
            }
            else
            {
                Add("A label is compared as in mount = /, mount != /boot or device ~ sd*, one a line.");
            }
        }

        return matchers;
    }

    public void Add(string error)
    {
        if (!_all.Contains(error))
        {
            _all.Add(error);
        }
    }
}
