namespace Monitor.Domain.Detection.Series;

/// <summary>How much one feature says: how rare its value is in its own past, and how many robust deviations it is.</summary>
internal static class FeatureEvidence
{
    /// <param name="sizeShare">How much the size counts.</param>
    /// <param name="most">The most that either may say.</param>
    public static double Of(float rarity, float deviations, double sizeShare, double most) =>
        ((1 - sizeShare) * rarity)
        + (sizeShare * most * Math.Min(1, SeriesTuning.SizeWeight * Math.Log10(1 + (deviations / SeriesTuning.SizeUnit))));

    /// <summary>The evidence at which an alarm begins: slower rows want less, as there are fewer chances a day to be wrong.</summary>
    public static double AlarmFrom(DetectionPreset preset, double rowSeconds)
    {
        var rows = Math.Log10(86400 / Math.Max(300, rowSeconds)) - Math.Log10(288);
        var (from, rate) = preset == DetectionPreset.Quiet ? (SeriesTuning.QuietFrom, SeriesTuning.QuietRate) : (SeriesTuning.SensitiveFrom, SeriesTuning.SensitiveRate);
        return Math.Max(SeriesTuning.LeastThreshold, from + (rate * rows));
    }
}
