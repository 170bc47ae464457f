namespace Monitor.Domain.Detection.Hygiene;

/// <summary>How well detection does by what people say: null where nothing is known yet.</summary>
/// <param name="Precision">Of the labelled alarms, the share that was real.</param>
/// <param name="Recall">Of what was real (labelled alarms, and what was reported without an alarm), the share that had one.</param>
/// <param name="AlarmsPerHostDay">All alarms, labelled or not, over the hosts and days looked at.</param>
public sealed record DetectionQuality(double? Precision, double? Recall, double? AlarmsPerHostDay)
{
    /// <param name="alarms">What a person said of each alarm that was told; null where nobody has said anything.</param>
    /// <param name="missed">Real troubles that people reported and no alarm told of.</param>
    /// <param name="hosts">How many hosts were watched.</param>
    /// <param name="span">For how long.</param>
    public static DetectionQuality Of(IReadOnlyCollection<AnomalyVerdict?> alarms, int missed, int hosts, TimeSpan span)
    {
        var (real, normal) = (alarms.Count(a => a == AnomalyVerdict.Real), alarms.Count(a => a == AnomalyVerdict.NormalHere));
        return new DetectionQuality(
            PartOf(real, real + normal), PartOf(real, real + missed), hosts > 0 && span > TimeSpan.Zero ? alarms.Count / (hosts * span.TotalDays) : null);
    }

    private static double? PartOf(int part, int all) => all == 0 ? null : (double)part / all;
}
