namespace Monitor.Domain.Metrics;

/// <summary>How one tier of the store grows.</summary>
/// <param name="BytesPerDay">What a day adds; nothing when zero, negative or not a number.</param>
/// <param name="Held">How far back it reaches now.</param>
/// <param name="Kept">How far back it reaches at most: from then on as much is dropped as is added.</param>
public sealed record StorageGrowth(double BytesPerDay, TimeSpan Held, TimeSpan Kept)
{
    /// <summary>For how many days it still grows.</summary>
    internal double DaysLeft => BytesPerDay > 0 ? Math.Max(0, (Kept - Held).TotalDays) : 0;
}

/// <summary>When a disk is full at a steady rate: each tier grows until it reaches its retention, so that the whole is a line with a bend for each tier.</summary>
public static class StorageForecast
{
    /// <summary>The time until nothing is free; zero when nothing is, null when everything that is to be kept fits.</summary>
    /// <param name="freeBytes">Bytes that are free now.</param>
    public static TimeSpan? UntilFull(double freeBytes, IReadOnlyCollection<StorageGrowth> tiers)
    {
        if (freeBytes <= 0)
        {
            return TimeSpan.Zero;
        }

        var (day, left) = (0.0, freeBytes);
        foreach (var bend in tiers.Select(t => t.DaysLeft).Where(d => d > 0).Distinct().Order())
        {
            var rate = tiers.Where(t => t.DaysLeft >= bend).Sum(t => t.BytesPerDay);
            if (day + (left / rate) <= bend)
            {
                return TimeSpan.FromDays(day + (left / rate));
            }

            left -= rate * (bend - day);
            day = bend;
        }

        return null;
    }

    /// <summary>Bytes that are added until every tier has reached its retention.</summary>
    public static double BytesToCome(IEnumerable<StorageGrowth> tiers) => tiers.Where(t => t.DaysLeft > 0).Sum(t => t.DaysLeft * t.BytesPerDay);
}
