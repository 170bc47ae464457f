namespace Monitor.Domain.Detection.Hygiene;

/// <summary>An alarm that was told, with what a person said of it.</summary>
/// <param name="Label">Null: nobody has said anything.</param>
/// <param name="Began">When what it tells of began, where a person or a breach said so; else null.</param>
public sealed record JudgedAlarm(int Host, DateTimeOffset Onset, AnomalyVerdict? Label, DateTimeOffset? Began = null);

/// <summary>How well detection does by what people say: null where nothing is known yet.</summary>
/// <param name="Precision">Of the labelled alarms, the share that was real.</param>
/// <param name="Recall">Of what was real (labelled alarms, and what was reported without an alarm), the share that had one.</param>
/// <param name="AlarmsPerHostDay">All alarms, labelled or not, over the hosts and days looked at.</param>
/// <param name="MedianDelay">From the beginning to the alarm, of real ones whose beginning is known; an alarm that came first counts as no delay.</param>
/// <param name="Labelled">How many alarms have a label.</param>
public sealed record DetectionQuality(double? Precision, double? Recall, double? AlarmsPerHostDay, TimeSpan? MedianDelay, int Labelled)
{
    /// <param name="missed">Real troubles that people reported and no alarm told of.</param>
    /// <param name="hosts">How many hosts were watched.</param>
    /// <param name="span">For how long.</param>
    public static DetectionQuality Of(IReadOnlyCollection<JudgedAlarm> alarms, int missed, int hosts, TimeSpan span)
    {
        var (real, normal) = (alarms.Count(a => a.Label == AnomalyVerdict.Real), alarms.Count(a => a.Label == AnomalyVerdict.NormalHere));
        var delays = alarms
            .Where(a => a.Label == AnomalyVerdict.Real && a.Began is not null)
            .Select(a => a.Onset > a.Began!.Value ? a.Onset - a.Began.Value : TimeSpan.Zero)
            .Order()
            .ToList();
        return new DetectionQuality(
            Share(real, real + normal),
            Share(real, real + missed),
            hosts > 0 && span > TimeSpan.Zero ? alarms.Count / (hosts * span.TotalDays) : null,
            delays.Count == 0 ? null : (delays[(delays.Count - 1) / 2] + delays[delays.Count / 2]) / 2,
            real + normal);
    }

    private static double? Share(int part, int all) => all == 0 ? null : (double)part / all;
}
