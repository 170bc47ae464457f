namespace Monitor.Web.Store.Reading;

/// <summary>What a series is read from: every sample, or roll-ups.</summary>
internal enum ReadTier
{
    Samples,
    Minutes,
    Hours,
}

internal static class ReadTiers
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The coarsest tier that still gives as many points; a coarser one where the finer is past its retention at the start of the range.</summary>
    public static ReadTier For(TimeRange range, int points, RetentionOptions retention, DateTimeOffset now)
    {
        var apart = (range.To - range.From) / points;
        var wanted = apart >= Hour ? ReadTier.Hours : apart >= Minute ? ReadTier.Minutes : ReadTier.Samples;
        var kept = range.From < now - retention.Minute ? ReadTier.Hours : range.From < now - retention.Raw ? ReadTier.Minutes : ReadTier.Samples;
        return kept > wanted ? kept : wanted;
    }

    public static TimeSpan Step(this ReadTier tier) => tier == ReadTier.Hours ? Hour : Minute;
}
