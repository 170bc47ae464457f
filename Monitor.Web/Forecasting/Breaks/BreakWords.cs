using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>What will break, in sentences.</summary>
internal static class BreakWords
{
    /// <summary>"Disk usage of / exceeds 80 %", "Memory usage is full".</summary>
    public static string What(BreakLine line, ConditionKind kind) => Subject(line) + " " + (
        line.Reason == CapacityReason.Reached ? "is full now"
        : line.Prediction is null ? "will be full"
        : $"{(kind == ConditionKind.Below ? "falls below" : "exceeds")} {Limit(line)}");

    public static string Limit(BreakLine line) => ProblemSentence.Number(line.Series.Metric, line.Limit);

    /// <summary>For a ticket, where nobody's zone is known.</summary>
    public static string Interval(BreakLine line) => (line.EarliestAt, line.LatestAt) switch
    {
        ({ } early, { } late) => $"between {Utc(early)} and {Utc(late)}",
        ({ } early, null) => $"not before {Utc(early)}, maybe never",
        _ => "",
    };

    public static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture) + " UTC";

    public static string Ahead(DateTimeOffset at, DateTimeOffset now) => at <= now ? "any moment" : "in " + ValueText.Duration(at - now);

    private static string Subject(BreakLine line) => ProblemSentence.Subject(line.Series.Metric, line.Series.Labels);
}
