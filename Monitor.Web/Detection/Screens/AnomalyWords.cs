using System.Globalization;
using Monitor.Domain.Detection;
using Monitor.Domain.Problems;
using Monitor.Web.Detection.Desk;

namespace Monitor.Web.Detection.Screens;

/// <summary>Anomalies in the words of the screens.</summary>
internal static class AnomalyWords
{
    /// <summary>What is shown around an anomaly where one looks at the charts of its host.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    public static string Of(AnomalySubject subject) => subject switch
    {
        AnomalySubject.Series => "one series",
        AnomalySubject.Host => "the host as a whole",
        AnomalySubject.Peers => "differs from its peers",
        _ => "many hosts at once",
    };

    public static string Of(AnomalyKind kind) => kind switch
    {
        AnomalyKind.Spike => "spike",
        AnomalyKind.Drop => "drop",
        AnomalyKind.ShiftUp => "higher level",
        AnomalyKind.ShiftDown => "lower level",
        AnomalyKind.TrendUp => "climbs",
        AnomalyKind.TrendDown => "sinks",
        AnomalyKind.Unrest => "unrest",
        AnomalyKind.MissingSeason => "usual rhythm is missing",
        AnomalyKind.FlatLine => "flat line",
        _ => "unusual",
    };

    public static (string Word, string Why) Of(AnomalyHold hold) => hold switch
    {
        AnomalyHold.Budget => ("enough for a day", "The host has told of as many anomalies as it may in a day"),
        AnomalyHold.KnownPattern => ("normal here", "People called the same thing normal on this host"),
        AnomalyHold.Weak => ("weak", "It is neither strong nor lasting enough that people are told"),
        AnomalyHold.Maintenance => ("maintenance", "It came in a maintenance window"),
        _ => ("part of many", "Many hosts had it at once; that is told once, not for each of them"),
    };

    public static string Of(AnomalyVerdict verdict) => verdict == AnomalyVerdict.Real ? "real" : "normal here";

    public static string Noted(AnomalyOutcome outcome, AnomalyVerdict? verdict) =>
        outcome.Message.Length > 0 ? outcome.Message : verdict is { } said ? $"Noted: {Of(said)}." : "What was said is taken back.";

    public static string Detector(string name) => name switch
    {
        "evidence" => "evidence",
        "three_sigma" => "three sigma",
        "rolling_z" => "rolling z-score",
        "ewma" => "moving average (EWMA)",
        "seasonal_z" => "seasonal z-score",
        "host" => "the host's model",
        "peers" => "its peers",
        "fleet" => "many hosts at once",
        _ => name,
    };

    /// <summary>A single series only marks its chart; null for what people are told of.</summary>
    public static string? Untold(AnomalyLine anomaly) => anomaly.Subject == AnomalySubject.Series && anomaly.Hold is null && anomaly.ProblemId is null ? "marks the chart" : null;

    public static string Subject(AnomalyLine anomaly) => ProblemSentence.Subject(anomaly.Metric, anomaly.Labels);

    /// <summary>A metric with its labels in braces, as a pattern names it.</summary>
    public static string Series(string name) => name.IndexOf('{', StringComparison.Ordinal) is > 0 and var at && name.EndsWith('}')
        ? ProblemSentence.Subject(name[..at], name[(at + 1)..^1])
        : ProblemSentence.Subject(name, "");

    public static string Score(double score) => double.IsNaN(score) ? "–" : score.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The host's chart of the metric with some time around the anomaly.</summary>
    public static string Charts(AnomalyLine anomaly, DateTimeOffset now)
    {
        var (from, to) = (anomaly.BeganAt - Around, (anomaly.EndedAt ?? now) + Around);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/hosts/{anomaly.HostId}?tab=metrics&metric={Uri.EscapeDataString(anomaly.Metric)}&from={from.ToUnixTimeMilliseconds()}&to={(to < now ? to : now).ToUnixTimeMilliseconds()}");
    }
}
