using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>Predictions in sentences: in tickets and notices, where nobody's own time zone is known, so that times are UTC.</summary>
public static class PredictionWords
{
    /// <summary>"Disk usage of / is expected to exceed 80 % on Thu 3 Dec around 14:00 UTC (between Wed 2 Dec 09:00 and Sat 5 Dec 20:00), probability 0.8".</summary>
    public static string Summary(ConditionKind kind, string metric, string labels, Sighting seen) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ProblemSentence.Subject(metric, labels)} is expected to {(kind == ConditionKind.Below ? "fall below" : "exceed")} {ProblemSentence.Number(metric, seen.Limit)}{When(seen.ExpectedAt, seen.EarliestAt, seen.LatestAt)}, probability {Probability(seen.Probability)}");

    /// <summary>Where it comes from, for the ticket.</summary>
    /// <param name="skill">How much better than "it stays as it is" whoever says it was on this series.</param>
    public static string Evidence(string metric, Sighting seen, double skill)
    {
        var now = $"At {Time(seen.At)} UTC it was {ProblemSentence.Number(metric, seen.Value)}";
        var better = string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(skill, 0, 1) * 100:0} % nearer to what happened than \"it stays as it is\"");
        return seen.IsOfGrowth
            ? $"{now} and {(seen.PerDay < 0 ? "fell" : "grew")} by {ProblemSentence.Number(metric, Math.Abs(seen.PerDay))} a day. Since it was first seen, this has been {better}."
            : $"{now}. The model {seen.Model} says so; on this series it has been {better}.";
    }

    public static string TakenBack(string metric, string labels, Sighting seen) => seen.HasDropped
        ? $"{ProblemSentence.Subject(metric, labels)} has dropped to {ProblemSentence.Number(metric, seen.Value)}: the prediction is withdrawn."
        : $"The forecast no longer expects it (probability {Probability(seen.Probability)} now): the prediction is withdrawn. {ProblemSentence.Subject(metric, labels)} is at {ProblemSentence.Number(metric, seen.Value)}.";

    public static string Wrong(DateTimeOffset deadline) => $"It should have come by {Time(deadline)} UTC and did not: the prediction was wrong.";

    public static string Unknown(DateTimeOffset deadline) => $"It should have come by {Time(deadline)} UTC, and nothing was measured since to say whether it did: the prediction ends.";

    public static string CameTrue(TimeSpan lead) => $"It came {ValueText.Duration(lead)} after people were told.";

    public static string Missed(string summary) => $"Nobody had been told before: {summary}.";

    public static string Probability(double probability) => probability.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>" on Thu 3 Dec around 14:00 UTC (between 13:10 and 15:00)"; without an expected time empty.</summary>
    private static string When(DateTimeOffset? expected, DateTimeOffset? earliest, DateTimeOffset? latest)
    {
        if (expected is not { } at)
        {
            return "";
        }

        var around = $" on {Day(at)} around {Clock(at)} UTC";
        return (earliest, latest) switch
        {
            ({ } from, { } to) => $"{around} (between {Near(from, at)} and {Near(to, at)})",
            ({ } from, null) => $"{around} (not before {Near(from, at)})",
            _ => around,
        };
    }

    private static string Near(DateTimeOffset time, DateTimeOffset day) => time.UtcDateTime.Date == day.UtcDateTime.Date ? Clock(time) : $"{Day(time)} {Clock(time)}";

    private static string Time(DateTimeOffset time) => $"{Day(time)} {Clock(time)}";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);
}
