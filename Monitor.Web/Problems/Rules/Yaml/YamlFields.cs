using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>The named values of a map, taken one by one; what nobody took is refused, so that a slip of the pen does not pass for a default.</summary>
internal sealed class YamlFields
{
    private readonly YamlMap _map;
    private readonly HashSet<string> _taken = [];

    public YamlFields(YamlNode node, string what) =>
        _map = node as YamlMap ?? throw new YamlRefusedException($"Line {node.Line}: {what} is a map of names and values.");

    public long Line => _map.Line;

    public YamlNode? Find(string name)
    {
        _taken.Add(name);
        return _map.Items.TryGetValue(name, out var node) && node is not YamlText { IsNull: true } ? node : null;
    }

    public string Text(string name, string fallback = "") => Find(name) switch
    {
        null => fallback,
        YamlText text => text.Text,
        var other => throw new YamlRefusedException($"Line {other.Line}: {name} is a text."),
    };

    public string Required(string name) =>
        Find(name) is YamlText text ? text.Text : throw new YamlRefusedException($"Line {Line}: {name} is missing, or is no text.");

    public double? Number(string name) => Find(name) switch
    {
        null => null,
        YamlText text when double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        var other => throw new YamlRefusedException($"Line {other.Line}: {name} is a number with a point, such as 12.5."),
    };

    public bool Truth(string name, bool fallback) => Find(name) switch
    {
        null => fallback,
        YamlText { Text: "true" } => true,
        YamlText { Text: "false" } => false,
        var other => throw new YamlRefusedException($"Line {other.Line}: {name} is true or false."),
    };

    public TimeSpan? Duration(string name) => Find(name) switch
    {
        null => null,
        YamlText text when DurationText.TryParse(text.Text, out var span) => span,
        var other => throw new YamlRefusedException($"Line {other.Line}: {name} is a duration such as 30 s, 5 min or 1 h."),
    };

    public T Choice<T>(string name, T fallback)
        where T : struct, Enum => Find(name) switch
        {
            null => fallback,
            YamlText text when RuleWords.TryChoice<T>(text.Text, out var value) => value,
            var other => throw new YamlRefusedException($"Line {other.Line}: {name} is one of {string.Join(", ", Enum.GetValues<T>().Select(v => RuleWords.Choice(v)))}."),
        };

    public IReadOnlyList<YamlNode> List(string name) => Find(name) switch
    {
        null => [],
        YamlList list => list.Items,
        var other => throw new YamlRefusedException($"Line {other.Line}: {name} is a list."),
    };

    public IReadOnlyList<YamlText> Texts(string name) =>
        [.. List(name).Select(n => n as YamlText ?? throw new YamlRefusedException($"Line {n.Line}: {name} is a list of texts."))];

    /// <summary>Refuses what nobody asked for.</summary>
    public void Done()
    {
        if (_map.Items.FirstOrDefault(i => !_taken.Contains(i.Key)) is { Key: { } unknown, Value: { } value })
        {
            throw new YamlRefusedException(
                $"Line {value.Line}: {WholeText.Cut(unknown, 61)} is not known here. Known are {string.Join(", ", _taken.Order(StringComparer.Ordinal))}.");
        }
    }
}
