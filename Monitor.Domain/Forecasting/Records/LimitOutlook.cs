namespace Monitor.Domain.Forecasting;

/// <summary>When something that can be full will be, as far as it can be seen (<see cref="Capacity"/>); one row a series, written over.</summary>
public sealed class LimitOutlook
{
    public int SeriesId { get; set; }

    public double Limit { get; set; }

    public CapacityReason Reason { get; set; }

    public DateTimeOffset? EarliestAt { get; set; }

    public DateTimeOffset? ExpectedAt { get; set; }

    public DateTimeOffset? LatestAt { get; set; }

    /// <summary>Growth a day, in the series' unit.</summary>
    public double PerDay { get; set; }

    public DateTimeOffset LookedAt { get; set; }
}
