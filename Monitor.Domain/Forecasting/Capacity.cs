using Monitor.Domain.Forecasting.Filling;

namespace Monitor.Domain.Forecasting;

/// <summary>Why a capacity has the outlook that it has, in a word.</summary>
public enum CapacityReason
{
    /// <summary>Too little history.</summary>
    Learning,

    /// <summary>Nothing grows, or it does not reach the limit within the longest horizon.</summary>
    Steady,

    /// <summary>It goes up and down and comes back, such as the logs of a rotation.</summary>
    Sawtooth,

    /// <summary>It fell clearly a short while ago, so that what grew before counts no more.</summary>
    Dropped,

    /// <summary>It grows day by day.</summary>
    Growing,

    /// <summary>It grows much faster than it ever did.</summary>
    Runaway,

    /// <summary>The limit is reached already.</summary>
    Reached,
}

/// <summary>When a limit is reached, counted from the history's end: the expected time with the interval that holds it in 8 of 10 cases; all null when nothing says so.</summary>
/// <param name="Earliest">The early end of the interval.</param>
/// <param name="Latest">The late end; null when it may well not be reached within the longest horizon.</param>
/// <param name="PerDay">The growth that is expected, in the series' unit a day.</param>
public sealed record CapacityOutlook(CapacityReason Reason, TimeSpan? Earliest, TimeSpan? Expected, TimeSpan? Latest, double PerDay)
{
    /// <summary>Whether the limit will be reached as far as anybody can see.</summary>
    public bool WillReach => Expected is not null;
}

/// <summary>When something with a limit is full: disks, inodes, memory, swap.</summary>
public static class Capacity
{
    private const double FewestHours = 47.5;

    /// <summary>As far as it is looked.</summary>
    public static TimeSpan Horizon { get; } = TimeSpan.FromDays(90);

    /// <param name="history">At steps of up to an hour; 15 min is what it was measured on. Two days are the minimum, 14 are enough.</param>
    /// <param name="limit">The value that must not be reached from below.</param>
    public static CapacityOutlook Look(SeriesHistory history, double limit)
    {
        var level = FillLevel.Of(history, limit);
        if (level is null || level.Count == 0)
        {
            return None(CapacityReason.Learning);
        }

        if (level.Now >= limit)
        {
            return new CapacityOutlook(CapacityReason.Reached, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0);
        }

        if (level.Hours < FewestHours)
        {
            return None(CapacityReason.Learning);
        }

        return Reaching(level, FillSpeed.Of(level));
    }

    private static CapacityOutlook Reaching(FillLevel level, FillSpeed speed)
    {
        if (speed.Likely <= 0)
        {
            return None(speed.Reason);
        }

        var room = level.Limit - Math.Max(level.Now, speed.From);
        var (earliest, expected, latest) = (room / speed.Fast, room / speed.Likely, speed.Slow > 0 ? room / speed.Slow : double.PositiveInfinity);
        return expected > Horizon.TotalHours
            ? None(CapacityReason.Steady)
            : new CapacityOutlook(
                speed.Reason, TimeSpan.FromHours(earliest), TimeSpan.FromHours(expected), latest <= Horizon.TotalHours ? TimeSpan.FromHours(latest) : null, speed.Likely * 24);
    }

    private static CapacityOutlook None(CapacityReason reason) => new(reason, null, null, null, 0);
}
