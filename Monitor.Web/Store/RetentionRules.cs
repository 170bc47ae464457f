namespace Monitor.Web.Store;

/// <summary>How long the partitions of a table are kept.</summary>
/// <param name="LastsAtMost">The longest period of one of its partitions.</param>
internal sealed record RetentionRule(string Table, TimeSpan LastsAtMost, Func<RetentionOptions, TimeSpan> Keep);

/// <summary>The one table of what is kept for how long. Retention drops whole partitions and never deletes single rows of samples.</summary>
internal static class RetentionRules
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    public static IReadOnlyList<RetentionRule> All { get; } =
    [
        new("hot_ticks", Hour, o => o.Raw),
        new("chunks_hours", Day, o => o.Raw),
        new("chunks_days", Day, o => o.Raw),
        new("rollups_hour_minutes", Day, o => o.Minute),
        new("rollups_day_minutes", Week, o => o.Minute),
        new("rollups_day_hours", Month, o => o.Hour),
        new("process_ticks", Day, o => o.Processes),
        new("decisions", Day, o => o.Decisions),

        // These wait to be graded when their time has come, and a little longer where the server was down then.
        new("forecasts_near", Hour, _ => Hour),
        new("forecasts_short", Hour, _ => 6 * Hour),
        new("forecasts_day", Day, _ => Day + (6 * Hour)),
        new("forecasts_week", Day, _ => Week + Day),
        new("forecasts_kept", Day, o => o.Forecasts),
        new("forecast_scores", Week, o => o.ForecastScores),

        // Lines that are not sealed because the server was down are kept for as long as the sealed ones.
        new("log_hot", Hour, o => o.SecurityLogs > o.Logs ? o.SecurityLogs : o.Logs),
        new("log_chunks_plain", Day, o => o.Logs),
        new("log_chunks_security", Week, o => o.SecurityLogs),
    ];
}
