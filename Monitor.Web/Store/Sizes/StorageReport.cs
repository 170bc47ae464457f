using Monitor.Domain.Metrics;

namespace Monitor.Web.Store.Sizes;

/// <summary>One tier of the store: what it takes and holds.</summary>
/// <param name="Tables">The tables that it is in; none for the rest of the database.</param>
/// <param name="Samples">Samples, or points of roll-ups; null where they are not counted or not known yet.</param>
/// <param name="IsEstimate">Whether <paramref name="Samples"/> is worked out from sizes and widths rather than counted.</param>
/// <param name="Kept">Null where it passes on into the next tier, or is kept for good.</param>
/// <param name="Setting">The key of the setting behind <paramref name="Kept"/>.</param>
public sealed record TierSize(string Name, IReadOnlyList<string> Tables, long Bytes)
{
    public long? Samples { get; init; }

    public bool IsEstimate { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public TimeSpan? Kept { get; init; }

    public string? Setting { get; init; }

    /// <summary>In words, where there is no time.</summary>
    public string KeptText { get; init; } = "";

    public double? BytesPerSample => Samples is > 0 and var samples ? (double)Bytes / samples : null;
}

/// <summary>What was added a day, over so many whole days; none before the first whole day.</summary>
public sealed record StoreGrowth(int Days, IReadOnlyList<StorageGrowth> Tiers)
{
    public double BytesPerDay => Tiers.Sum(t => t.BytesPerDay);
}

/// <summary>What the store takes at one moment, and what becomes of it at this rate.</summary>
public sealed record StorageReport(DateTimeOffset At, long DatabaseBytes, IReadOnlyList<TierSize> Tiers, LateRows Late, StoreGrowth? Growth, DiskRoom? Disk, bool IsOutside)
{
    /// <summary>When nothing is free but what is reserved: from then on samples are refused. Null when it does not fill, or is not known: <see cref="FullText"/> says which.</summary>
    public DateTimeOffset? FullAt => Growth is not null && Disk is not null ? At + StorageForecast.UntilFull(Disk.FreeBytes - Disk.ReservedBytes, Growth.Tiers) : null;

    public string FullText => IsOutside ? "not known: the database is on a server of its own"
        : Disk is null ? "not known: the free space of the database's disk cannot be read"
        : Growth is null ? "not known yet: one whole day has to be sealed first"
        : FullAt is null ? "not at this rate"
        : FullAt == At ? "it is: samples are refused until there is room"
        : "at this rate, with what is dropped meanwhile";

    /// <summary>What the database will take when every tier has reached its retention, at this rate.</summary>
    public double? SettlesAt => Growth is null ? null : DatabaseBytes + StorageForecast.BytesToCome(Growth.Tiers);
}

/// <summary>Rows of closed hours that wait to be merged, counted up to a bound.</summary>
public sealed record LateRows(int Count)
{
    public const int Most = 100_000;

    public bool IsMore => Count > Most;
}
