using Monitor.Domain.Metrics;

namespace Monitor.Web.Store.Sizes;

/// <summary>
/// What a day adds, from the days that were sealed last. A day counts when the day before it is there too: the first day of a store, or after an outage, is
/// none that was whole.
/// </summary>
internal static class GrowthPerDay
{
    private const int MostDays = 7;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Null before the first whole day.</summary>
    /// <param name="facts">What was read of the partitions, by name.</param>
    public static StoreGrowth? Of(
        ILookup<string, PartitionSize> partitions, IReadOnlyDictionary<string, PartitionFacts> facts, RetentionOptions retention, DateTimeOffset now)
    {
        var days = Whole(partitions["chunks_days"], now);
        if (days.Count == 0)
        {
            return null;
        }

        var rows = days.Average(d => (double)facts[d.Name].Rows);
        var processes = Whole(partitions["process_ticks"], now);
        return new StoreGrowth(days.Count,
        [
            Tier("chunks_days", days.Average(d => (double)d.Bytes)),
            Tier("rollups_day_minutes", rows * BytesPerRow("rollups_day_minutes")),
            Tier("rollups_day_hours", rows * BytesPerRow("rollups_day_hours")),
            Tier("process_ticks", processes.Count == 0 ? 0 : processes.Average(d => (double)d.Bytes)),
        ]);

        // Weeks and months are not divided by their days, of which some may be missing: each row of the sealed days has one here.
        double BytesPerRow(string table)
        {
            var newest = partitions[table].TakeLast(2).ToList();
            var count = newest.Sum(p => facts[p.Name].Rows);
            return count == 0 ? 0 : (double)newest.Sum(p => p.Bytes) / count;
        }

        StorageGrowth Tier(string table, double bytesPerDay)
        {
            var rule = RetentionRules.All.First(r => r.Table == table);
            var held = partitions[table].FirstOrDefault() is { } oldest ? now - oldest.Start : TimeSpan.Zero;
            return new StorageGrowth(bytesPerDay, held, rule.Keep(retention) + rule.LastsAtMost);
        }
    }

    private static List<PartitionSize> Whole(IEnumerable<PartitionSize> partitions, DateTimeOffset now)
    {
        var all = partitions.ToList();
        var starts = all.Select(p => p.Start).ToHashSet();
        return [.. all.Where(p => p.Start + Day <= now && starts.Contains(p.Start - Day)).TakeLast(MostDays)];
    }
}
