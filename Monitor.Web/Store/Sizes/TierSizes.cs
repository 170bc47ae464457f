namespace Monitor.Web.Store.Sizes;

/// <summary>Puts the partitions together into the tiers that a person knows, in the order in which data passes through them.</summary>
internal sealed class TierSizes(
    ILookup<string, PartitionSize> partitions, IReadOnlyDictionary<string, PartitionFacts> facts, RetentionOptions retention, DateTimeOffset now)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public List<TierSize> List(LateRows late, long lateBytes) =>
    [
        Hot(),
        new TierSize("Late rows", ["late_ticks"], lateBytes)
        {
            Samples = late.Count * SamplesPerTick() is { } samples ? (long)samples : late.Count == 0 ? 0 : null, IsEstimate = late.Count > 0, KeptText = "until they are merged",
        },
        Sealed("Samples, sealed by the hour", ["chunks_hours"], Hour) with { KeptText = "until the day is over" },
        Sealed("Samples, sealed by the day", ["chunks_days"], Day) with { Kept = retention.Raw, Setting = "Retention:Raw" },
        Sealed("Roll-ups by the minute", ["rollups_hour_minutes", "rollups_day_minutes"], Day) with { Kept = retention.Minute, Setting = "Retention:Minute" },
        Sealed("Roll-ups by the hour", ["rollups_day_hours"], Day) with { Kept = retention.Hour, Setting = "Retention:Hour" },
        Open("Top processes", "process_ticks", Day) with { Kept = retention.Processes, Setting = "Retention:Processes" },
        Open("Lines of logs, of open hours", "log_hot", Hour) with { KeptText = "until they are sealed" },
        Open("Lines of logs", "log_chunks_plain", Day) with { Kept = retention.Logs, Setting = "Retention:Logs" },
        Open("Lines of logs of security and audit", "log_chunks_security", Week) with { Kept = retention.SecurityLogs, Setting = "Retention:SecurityLogs" },
        Waiting(),
        Open("Forecasts, kept", "forecasts_kept", Day) with { Kept = retention.Forecasts, Setting = "Retention:Forecasts" },
        Open("Grades of forecasts", "forecast_scores", Week) with { Kept = retention.ForecastScores, Setting = "Retention:ForecastScores" },
        Open("Decisions of rules", "decisions", Day) with { Kept = retention.Decisions, Setting = "Retention:Decisions" },
    ];

    /// <summary>
    /// Rows of open hours are not counted: as many as fit their pages by the database's statistics, with as many samples as those that were sealed last.
    /// </summary>
    private TierSize Hot()
    {
        var hours = partitions["hot_ticks"].ToList();
        var density = hours.Where(h => h.RowsPerPage is not null).Select(h => h.RowsPerPage!.Value).DefaultIfEmpty(double.NaN).Average();
        var samples = hours.Sum(PartitionReader.Pages) * density * SamplesPerTick();
        return Open("Samples of open hours", "hot_ticks", Hour) with
        {
            Samples = samples is { } known && double.IsFinite(known) ? (long)known : null, IsEstimate = true, KeptText = "until they are sealed",
        };
    }

    private TierSize Waiting()
    {
        string[] tables = ["forecasts_near", "forecasts_short", "forecasts_day", "forecasts_week"];
        return new TierSize("Forecasts whose time has not come", tables, tables.SelectMany(t => partitions[t]).Sum(p => p.Bytes)) { KeptText = "until they are graded" };
    }

    private double? SamplesPerTick()
    {
        var newest = partitions["chunks_hours"].Concat(partitions["chunks_days"]).OrderBy(p => p.Start).Select(p => facts[p.Name]).LastOrDefault(f => f.Ticks > 0);
        return newest is null ? null : (double)newest.Values / newest.Ticks;
    }

    /// <summary>What is not looked into: its times are those of its partitions.</summary>
    private TierSize Open(string name, string table, TimeSpan unit)
    {
        var all = partitions[table].ToList();
        var end = all.Count == 0 ? (DateTimeOffset?)null : all[^1].Start + unit;
        return new TierSize(name, [table], all.Sum(p => p.Bytes)) { From = all.FirstOrDefault()?.Start, To = end < now ? end : end is null ? null : now };
    }

    /// <param name="unit">How long the newest row lasts.</param>
    private TierSize Sealed(string name, string[] tables, TimeSpan unit)
    {
        var all = tables.SelectMany(t => partitions[t]).ToList();
        var found = all.Select(p => (p.Table, Facts: facts[p.Name])).Where(p => p.Facts.Rows > 0).ToList();
        DateTimeOffset? end = found.Count == 0 ? null : found.Max(p => p.Facts.Last!.Value + (p.Table.Contains("_hour_", StringComparison.Ordinal) ? Hour : unit));
        return new TierSize(name, tables, all.Sum(p => p.Bytes))
        {
            Samples = found.Sum(p => p.Facts.Values * PointsPerColumn(p.Table)),
            IsEstimate = tables[0].StartsWith("rollups", StringComparison.Ordinal),
            From = found.Count == 0 ? null : found.Min(p => p.Facts.First),
            To = end < now ? end : end is null ? null : now,
        };
    }

    /// <summary>A column of a roll-up holds up to so many points, fewer where the host was silent.</summary>
    private static long PointsPerColumn(string table) => table switch
    {
        "rollups_hour_minutes" => 60,
        "rollups_day_minutes" => 1440,
        "rollups_day_hours" => 24,
        _ => 1,
    };
}
