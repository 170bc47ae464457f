using Monitor.Domain.Metrics;

namespace Monitor.Domain.Detection;

/// <summary>
/// The one table of metrics that are not watched as long as no setting names them: those that stand still or only grow, those that say again what another
/// one says, counts of faults that rules look at from the first on, and the product's own figures. All others are watched, also those that nobody knows yet.
/// </summary>
public static class WatchedMetrics
{
    /// <summary>Patterns with <c>*</c>.</summary>
    public static IReadOnlyList<string> NotWatched { get; } =
    [
        "monitor.*", "rei.*",
        "system.uptime_seconds", "system.boot_time_seconds", "system.clock_skew_seconds", "*.total_bytes", "disk.wear_percent",
        "cpu.mode_percent", "load.5m", "load.15m", "load.per_core", "memory.used_bytes", "memory.free_bytes", "memory.available_bytes", "disk.used_bytes", "disk.free_bytes",
        "hardware.temperature_headroom_celsius",
        "system.oom_kills", "disk.io_errors", "disk.filesystem_errors", "memory.corrected_errors", "memory.uncorrected_errors", "systemd.failed_units",
    ];

    /// <summary>Whether a metric is watched where no setting names it.</summary>
    public static bool ByDefault(string metric)
    {
        foreach (var pattern in NotWatched)
        {
            if (Glob.Matches(pattern, metric))
            {
                return false;
            }
        }

        return true;
    }
}
