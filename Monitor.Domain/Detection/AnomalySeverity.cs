using Monitor.Domain.Problems;

namespace Monitor.Domain.Detection;

/// <summary>How bad an anomaly is: from how unusual it is and how long it has gone on.</summary>
public static class AnomalySeverity
{
    /// <summary>The opinions of a host detector at quiet add up to 2.9 at most.</summary>
    private const double Extreme = 2.2;

    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>
    /// Info at first. Warning once it has lasted a quarter of an hour, or at once at twice the evidence of an alarm. Critical needs both 2.2 times that evidence and a quarter of an
    /// hour, or twice that evidence and an hour: a single series or host that is merely unusual never gets there by waiting.
    /// </summary>
    /// <param name="evidence">The highest so far, as a share of what an alarm wants: 1 is where an alarm begins.</param>
    /// <param name="duration">Since its onset; less than zero counts as zero.</param>
    public static Severity Of(double evidence, TimeSpan duration) =>
        (evidence >= Extreme && duration >= Lasting) || (evidence >= 2 && duration >= Long) ? Severity.Critical
        : evidence >= 2 || (evidence >= 1 && duration >= Lasting) ? Severity.Warning
        : Severity.Info;

    /// <summary>
    /// The same of a host that differs from its peers, and <see cref="Severity.Warning"/> at most: the spread of peers that are nearly alike has no bound from below that says anything of harm, and to be
    /// different is none by itself. Where there is harm, the host's own anomaly or a limit says so.
    /// </summary>
    public static Severity OfPeers(double evidence, TimeSpan duration) => Of(evidence, duration) is < Severity.Critical and var some ? some : Severity.Warning;

    /// <summary>The evidence as a share of what an alarm wants, by the score that says the same: a score of .5 is 1.</summary>
    /// <param name="score">0 to 1.</param>
    public static double EvidenceOf(double score) => score < 1 ? score / (1 - score) : double.MaxValue;

    /// <summary>By a rule that gives an ordinary anomaly a severity: that one, and one step worse where the anomaly is critical.</summary>
    public static Severity By(Severity rule, Severity anomaly) => anomaly == Severity.Critical && rule < Severity.Critical ? rule + 1 : rule;
}
