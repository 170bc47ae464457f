using System.Globalization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems;

/// <summary>The sentences in which problems are told, such as "CPU usage 13.8 % exceeded the limit of 1 %".</summary>
public static class ProblemSentence
{
    public static string Opened(RuleCondition condition, string metric, string labels, double value, double limit) =>
        $"{Subject(metric, labels)} {Number(metric, value)} {Verb(condition)} the limit of {Number(metric, limit)}";

    public static string Silent(TimeSpan silentFor) => $"The host has sent nothing for {Duration(silentFor)}";

    public static string Ended(string metric, string labels, double value) =>
        metric.Length == 0 ? "The host sends again" : $"{Subject(metric, labels)} is back at {Number(metric, value)}";

    /// <summary>A value with its unit: 13.8 %, 1.2 GB, 35 ms. Three significant digits at least, never a trailing zero after the point.</summary>
    public static string Number(string metric, double value) => MetricCatalog.Find(metric).Unit switch
    {
        MetricUnit.Percent => $"{Plain(value)} %",
        MetricUnit.Bytes => Scaled(value),
        MetricUnit.BytesPerSecond => $"{Scaled(value)}/s",
        MetricUnit.Milliseconds => $"{Plain(value)} ms",
        MetricUnit.Seconds => Duration(TimeSpan.FromSeconds(Math.Clamp(value, 0, int.MaxValue))),
        MetricUnit.PerSecond => $"{Plain(value)}/s",
        _ => Plain(value),
    };

    /// <summary>The two largest units: "2 min", "1 min 30 s", "3 h", "0 s".</summary>
    public static string Duration(TimeSpan span)
    {
        var parts = new List<string>(4);
        Add(span.Days, "d");
        Add(span.Hours, "h");
        Add(span.Minutes, "min");
        Add(span.Seconds, "s");
        return parts.Count == 0 ? "0 s" : string.Join(' ', parts.Take(2));

        void Add(int count, string unit)
        {
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {unit}"));
            }
        }
    }

    /// <summary>The metric's title, then what its labels name: "Disk usage of /", "Network errors of eth0".</summary>
    public static string Subject(string metric, string labels)
    {
        var title = MetricCatalog.Find(metric).Title;
        if (labels.Length == 0)
        {
            return title;
        }

        return $"{title} of {string.Join(", ", LabelSet.Parse(labels).Select(l => l.Value))}";
    }

    private static string Verb(RuleCondition condition) => condition == RuleCondition.Below ? "fell below" : "exceeded";

    private static string Plain(double value) => value.ToString(Math.Abs(value) < 1 ? "0.###" : "0.#", CultureInfo.InvariantCulture);

    private static string Scaled(double value)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        var unit = 0;
        while (Math.Abs(value) >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{Plain(value)} {units[unit]}";
    }
}
