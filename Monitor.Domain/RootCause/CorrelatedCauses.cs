using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Facts;

namespace Monitor.Domain.RootCause;

/// <summary>Where no rule knows the way it went wrong: readings of the host that left their usual range before the problem did, or that move with it. Said as what it is, correlation.</summary>
internal static class CorrelatedCauses
{
    private const double Strong = 8;
    private const double MostScore = 0.5;
    private const double Bonus = 0.08;

    /// <param name="symptom">What changed in the reading of the problem; null where it is no series.</param>
    public static IEnumerable<RankedCause> Find(CauseFacts facts, IReadOnlyList<SeriesChange> changes, SeriesChange? symptom)
    {
        if (symptom is { IsUsual: true })
        {
            return [];
        }

        var moving = symptom is null ? [] : LaggedCorrelation.Find(symptom.Series.Window, [.. changes.Where(c => c != symptom && Math.Abs(c.Strength) >= Strong).Select(c => c.Series)]);
        return changes.Where(c => c != symptom && Family(c) != (symptom is null ? "" : Family(symptom)) && Math.Abs(c.Strength) >= Strong && c.OnsetRow >= 0 && c.OnsetRow <= facts.OnsetRow + 2)
            .OrderByDescending(c => Math.Abs(c.Strength) * (1 + c.Series.AnomalyScore)).Take(3)
            .Select(c => Of(c, moving.FirstOrDefault(m => ReferenceEquals(m.Series, c.Series)), facts));
    }

    /// <summary>What says the same in other words is no cause of it: all of CPU and load, all of memory, all of one drive.</summary>
    private static string Family(SeriesChange change)
    {
        var name = change.Series.Metric.Split('.')[0];
        return name == "load" ? "cpu" : name == "disk" ? $"disk {change.Series.Labels}" : name;
    }

    private static RankedCause Of(SeriesChange change, Companion? moves, CauseFacts facts)
    {
        var subject = RuleCause.Subject(change.Series);
        var lead = moves is null ? "" : $" Its steps go with those of the problem (correlation {moves.Correlation:0.00}{(moves.Ahead > 0 ? $", {Metrics.ValueText.Duration(moves.Ahead * facts.Step)} ahead" : "")}).";
        return new RankedCause
        {
            CauseKey = PlainLine.Of($"metric:{change.Series.Metric}{(change.Series.Labels.Length == 0 ? "" : $"{{{change.Series.Labels}}}")}", 300),
            Method = "rank:metrics", HostId = facts.Own.Id,
            Score = (MostScore * (1 - Math.Exp(-Math.Abs(change.Strength) / 20))) + (moves is null ? 0 : Bonus) + (Bonus * change.Series.AnomalyScore),
            Sentence = PlainLine.Of(
                $"{subject} went from {ProblemSentence.Number(change.Series.Metric, change.Before)} to {ProblemSentence.Number(change.Series.Metric, change.During)} at the same time.{lead} Correlated, not proven.", 1000),
            Evidence = [RuleCause.Of(change, facts.Own, facts)],
        };
    }
}
