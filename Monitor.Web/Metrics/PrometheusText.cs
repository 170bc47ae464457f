using System.Globalization;
using System.Text;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Metrics;

/// <summary>The text exposition format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>A figure that is not known now is left out.</summary>
    public void Level(string metric, double value)
    {
        if (double.IsFinite(value))
        {
            Head(Name(metric), MetricCatalog.Find(metric).Title, "gauge");
            Line(Name(metric), "", value);
        }
    }

    public void Counter(string metric, string help, double value)
    {
        var name = Name(metric) + "_total";
        Head(name, help, "counter");
        Line(name, "", value);
    }

    public void Counter(string metric, string help, string label, IReadOnlyDictionary<string, long> values)
    {
        var name = Name(metric) + "_total";
        Head(name, help, "counter");
        foreach (var (key, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            Line(name, $"{{{label}=\"{Escaped(key)}\"}}", value);
        }
    }

    public override string ToString() => _text.ToString();

    private void Head(string name, string help, string type) => _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Line(string name, string labels, double value) => _text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");

    private static string Name(string metric) => metric.Replace('.', '_');

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
