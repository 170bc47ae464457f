namespace Monitor.Domain.Detection;

/// <summary>What people called normal on a host: the same metrics at the same time of the day. Silent once it was said often enough, until it stops coming.</summary>
public sealed class AnomalyPattern
{
    public int Id { get; set; }

    public int HostId { get; set; }

    /// <summary>The metrics with their labels, in their order.</summary>
    public required string[] Series { get; set; }

    /// <summary>UTC, 0 to 1439.</summary>
    public int MinuteOfDay { get; set; }

    /// <summary>Null: on any day.</summary>
    public DayOfWeek? Day { get; set; }

    /// <summary>How often people said so.</summary>
    public int Labels { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Since when nobody is told of it; null while it was said too seldom.</summary>
    public DateTimeOffset? SilentSince { get; set; }

    /// <summary>It stopped coming, or people took it back.</summary>
    public DateTimeOffset? ExpiredAt { get; set; }
}
