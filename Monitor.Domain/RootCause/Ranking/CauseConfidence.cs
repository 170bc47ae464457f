namespace Monitor.Domain.RootCause.Ranking;

/// <summary>
/// How often answers with as much behind them were right, as logistic curves through public cases whose cause is known and through windows without a fault, half and half; the
/// figures are in docs/decisions/root-cause-ranking.md.
/// </summary>
internal static class CauseConfidence
{
    /// <summary>Symptom and explanation together are as rare as one window in a thousand: from there on a cause is believed.</summary>
    public const double LeastEvidence = 3;
    private const double PerEvidence = 1.4;
    private const double Most = .98;

    /// <summary>The chance that the first is right: that there is a cause, and that it is this one and not the second.</summary>
    /// <param name="lead">What the first has over the second, as a share of its score.</param>
    public static double OfNode(double evidence, double lead, bool knowsCalls) => IsFault(evidence) * Math.Min(Most, Logistic((5.7 * lead) + (knowsCalls ? .7 : -1.6)));

    public static double OfNone(double evidence) => 1 - IsFault(evidence);

    /// <summary>Of the series ranked first inside a node.</summary>
    public static double OfSeries(double strength) => strength > 0 ? Math.Min(Most, Logistic(6 * Math.Log(strength / 1.8))) : 0;

    private static double IsFault(double evidence) => Logistic(PerEvidence * (evidence - LeastEvidence));

    private static double Logistic(double at) => 1 / (1 + Math.Exp(-at));
}
