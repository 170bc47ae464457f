namespace Monitor.Domain.Forecasting.Filling;

/// <summary>How fast something fills, per hour: likely, and the ends of what most cases lie between. Not above 0: it does not.</summary>
/// <param name="From">The level that climbs: the value of now, or the peaks of teeth.</param>
internal sealed record FillSpeed(CapacityReason Reason, double From, double Slow, double Likely, double Fast)
{
    /// <summary>Growth below a ten thousandth of the limit a day is none.</summary>
    private const double LeastClimb = .0001;

    /// <summary>What fills tends to slow down more often than to speed up, because people look after it: a little is taken off.</summary>
    private const double Caution = 1.08;

    public static FillSpeed Of(FillLevel level)
    {
        var teeth = Teeth.Of(level);
        if (teeth.Cleared is { } at)
        {
            level = level.Since(at);
            teeth = Teeth.Of(level);
            if (level.Hours < 12)
            {
                return Nothing(CapacityReason.Dropped, level);
            }
        }

        var steady = teeth.Count >= 2 ? OfTeeth(level, teeth) : OfTrend(level, teeth);
        return Runaway.Of(level) is { } runaway && runaway.Likely > steady.Likely * 1.5 ? runaway : steady;
    }

    private static FillSpeed OfTeeth(FillLevel level, Teeth teeth)
    {
        var (climb, since) = (teeth.Climb(), teeth.HoursSinceLast);
        var peak = teeth.HighestPeak + Math.Max(.01 * level.Limit, .25 * teeth.Amplitude) + Math.Max(0, climb * since);
        if (level.Now > peak || peak > level.Limit)
        {
            // Higher than any tooth before, or teeth that touch the limit: this one counts by itself, but no faster than the last three days as a whole.
            var tooth = since < 3 ? 0 : (level.Now - teeth.LastTrough) / since;
            var likely = Math.Min(tooth, level.Speed(72));
            if (likely > climb)
            {
                return Growing(level, level.Now, likely, tooth);
            }
        }

        return climb * 24 < LeastClimb * level.Limit
            ? Nothing(CapacityReason.Sawtooth, level)
            : Growing(level, Math.Max(level.Now, teeth.LastPeak + (climb * Math.Min(since, teeth.Period))), climb, climb);
    }

    private static FillSpeed OfTrend(FillLevel level, Teeth teeth)
    {
        if (teeth.Count > 0 && level.Hours < 72)
        {
            // It fell once, and nobody knows yet whether it will do so each day.
            return Nothing(CapacityReason.Sawtooth, level);
        }

        var since = (int)Math.Min(teeth.HoursSinceLast, level.Hours);
        if (since < 12)
        {
            return Nothing(CapacityReason.Dropped, level);
        }

        var (day, days) = (level.Speed(Math.Min(24, since)), level.Speed(Math.Min(72, since)));
        var likely = day;
        var (jump, grown) = (level.LargestGrowth(Math.Min(72, since), 4), level.Growth(Math.Min(72, since)));
        if (jump > .7 * grown && since > 24)
        {
            // One jump within three days is no trend: what remains counts.
            likely = Math.Min(likely, Math.Max(0, (grown - jump) / Math.Min(72, since)));
        }

        return likely * 24 < LeastClimb * level.Limit ? Nothing(CapacityReason.Steady, level) : Growing(level, level.Now, likely, days);
    }

    private static FillSpeed Growing(FillLevel level, double from, double likely, double other)
    {
        likely /= Caution;
        return new FillSpeed(CapacityReason.Growing, Math.Max(from, level.Now), Math.Min(.55 * likely, other), likely, Math.Max(1.6 * likely, other));
    }

    private static FillSpeed Nothing(CapacityReason reason, FillLevel level) => new(reason, level.Now, 0, 0, 0);
}
