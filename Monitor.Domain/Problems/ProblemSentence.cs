using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Problems;

/// <summary>The sentences in which problems are told, such as "CPU usage 13.8 % exceeded the limit of 1 %".</summary>
public static class ProblemSentence
{
    public static string Opened(ConditionKind condition, string metric, string labels, double value, double limit)
    {
        var verb = condition == ConditionKind.Below ? "fell below" : "exceeded";
        return $"{Subject(metric, labels)} {Number(metric, value)} {verb} the limit of {Number(metric, limit)}";
    }

    public static string Silent(TimeSpan silentFor) => $"The host has sent nothing for {ValueText.Duration(silentFor)}";

    public static string Ended(string metric, string labels, double? value) => metric.Length == 0
        ? "The host sends again"
        : $"{Subject(metric, labels)} is back at {Number(metric, value)}";

    /// <summary>A value in the unit of its metric; for silence a length of time in seconds.</summary>
    public static string Number(string metric, double? value) =>
        ValueText.Of(value, metric.Length == 0 ? MetricUnit.Seconds : MetricCatalog.Find(metric).Unit);

    /// <summary>The metric's title, then what its labels name: "Disk usage of /", "Network errors of eth0".</summary>
    public static string Subject(string metric, string labels)
    {
        if (metric.Length == 0)
        {
            return "Time without data";
        }

        var title = MetricCatalog.Find(metric).Title;
        return labels.Length == 0 ? title : $"{title} of {string.Join(", ", LabelSet.Parse(labels).Select(l => l.Value))}";
    }
}
