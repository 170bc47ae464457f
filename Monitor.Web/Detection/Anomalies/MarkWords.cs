using Monitor.Domain.Detection;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>How bad an anomaly of a single series is, and how it is told.</summary>
internal static class MarkWords
{
    /// <summary>From here on the evidence is about three times what an alarm wants.</summary>
    private const double Strong = 0.75;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    /// <summary>A single series says nothing of harm: never critical.</summary>
    public static Severity SeverityOf(double score, TimeSpan lasted) => score >= Strong || lasted >= Long ? Severity.Warning : Severity.Info;

    /// <summary>What came and what was expected, such as "CPU usage rose to 80 %, expected 12 to 31 %". Labels are texts of others: one line of plain text, and what is cut off is shown as "…".</summary>
    public static string Sentence(SeriesEntry series, double value, in AnomalyReading reading)
    {
        var expected = double.IsFinite(reading.Low) && double.IsFinite(reading.High)
            ? $"{Number(series, reading.Low)} to {Number(series, reading.High)}" : Number(series, reading.Expected);
        return PlainLine.Of($"{ProblemSentence.Subject(series.Metric, series.Labels)} {Verb(reading.Kind)} {Number(series, value)}, expected {expected}", Anomaly.SentenceLength);
    }

    private static string Number(SeriesEntry series, double value) => ProblemSentence.Number(series.Metric, value);

    private static string Verb(AnomalyKind kind) => kind switch
    {
        AnomalyKind.Spike => "rose to",
        AnomalyKind.Drop => "fell to",
        AnomalyKind.ShiftUp => "stays higher than before, at",
        AnomalyKind.ShiftDown => "stays lower than before, at",
        AnomalyKind.TrendUp => "keeps growing, now",
        AnomalyKind.TrendDown => "keeps falling, now",
        AnomalyKind.Unrest => "moves more than usual, now",
        AnomalyKind.MissingSeason => "does not do what it does at this time of the day, now",
        AnomalyKind.FlatLine => "stands still at",
        _ => "is",
    };
}
