namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// What is said of a row, before it is compared with the past: how far the three most unusual metrics lie from their expectation, how far the row is from its nearest
/// neighbours, how far it is from how the metrics move together, and how much further than in the last hours (NaN where these are not known).
/// </summary>
internal readonly record struct HostOpinions(double Metrics, double Nearest, double Together, double Risen)
{
    public const int Count = 4;
    private const int Most = 3;
    private const double MostOfMetric = 12;
    private const double MostOfConstant = 4;
    private const double MostOfOpinion = 8;
    private const double ShareOfSingleRow = .7;
    private const double LeastResidual = .1;
    private const double WeightOfTogether = .15;
    private const double WeightOfMetricsForAlarm = .3;
    private const double WeightOfRiseForAlarm = .9;

    /// <summary>The sum of what the opinions weigh beside their past, in -log10: how unusual the row is, also long after it became so.</summary>
    public double Evidence(TailTable[] tails) => Of(tails, Metrics, 0) + Of(tails, Nearest, 1) + (WeightOfTogether * Of(tails, Together, 2));

    /// <summary>The same for the question whether to call somebody now: metrics that have been off for long count less than a row like none before, and than what has just begun.</summary>
    public double Urgency(TailTable[] tails) => (WeightOfMetricsForAlarm * Of(tails, Metrics, 0)) + Of(tails, Nearest, 1) + (WeightOfRiseForAlarm * Of(tails, Risen, 3));

    /// <summary>The mean of the highest evidences of single metrics; a single row weighs less than a mean over several.</summary>
    public static double OfMetrics(RowSignals signals, MetricScale[] scales, TailTable[] tails)
    {
        Span<double> highest = stackalloc double[Most];
        var used = 0;
        for (var metric = 0; metric < scales.Length; metric++)
        {
            if (!scales[metric].IsUsed)
            {
                continue;
            }

            used++;
            var evidence = OfMetric(signals, scales[metric], tails, metric);
            for (var at = 0; at < Most; at++)
            {
                if (evidence > highest[at])
                {
                    (highest[at], evidence) = (evidence, highest[at]);
                }
            }
        }

        var sum = 0.0;
        foreach (var evidence in highest)
        {
            sum += evidence;
        }

        return used == 0 ? 0 : sum / Math.Min(used, Most);
    }

    /// <summary>How far a metric lies from its expectation, in spreads; less than a tenth of one counts as that, so that rounding is never unusual.</summary>
    public static double Off(RowSignals signals, int metric, int window) => Math.Max(Math.Abs(signals.Residual(metric, window)), LeastResidual);

    private static double Of(TailTable[] tails, double opinion, int at) => Math.Min(tails[at].Evidence(opinion), MostOfOpinion);

    private static double OfMetric(RowSignals signals, MetricScale scale, TailTable[] tails, int metric)
    {
        var most = 0.0;
        var windows = RowSignals.Windows;
        for (var window = 0; window < windows.Length; window++)
        {
            var evidence = tails[(metric * windows.Length) + window].Evidence(Off(signals, metric, windows[window]));
            most = Math.Max(most, windows[window] == 1 ? ShareOfSingleRow * evidence : evidence);
        }

        return Math.Min(most, scale.IsConstant ? MostOfConstant : MostOfMetric);
    }
}
