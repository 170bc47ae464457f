namespace Monitor.Domain.Metrics;

public enum MetricKind
{
    Gauge,
    Counter,
    State,
}

public enum MetricUnit
{
    None,
    Percent,
    Bytes,
    BytesPerSecond,
    Milliseconds,
    Seconds,
    PerSecond,
    Count,
    Celsius,
    /// <summary>A moment, in seconds since 1970 UTC.</summary>
    UnixSeconds,
}

/// <summary>What is known of a metric: its title for people, kind, unit and physical range (inclusive, in the unit).</summary>
public sealed record MetricInfo(string Name, string Title, MetricKind Kind, MetricUnit Unit, double Minimum, double Maximum);

/// <summary>
/// The one table of metrics. A metric that is not in it is a gauge without unit and without limits; a counter if its name ends in <c>_total</c>, as is usual
/// where counters are sent.
/// </summary>
public static class MetricCatalog
{
    private const double Any = double.PositiveInfinity;

    private static readonly Dictionary<string, MetricInfo> Table = new MetricInfo[]
    {
        new("cpu.used_percent", "CPU usage", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("cpu.mode_percent", "CPU time by mode", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("load.1m", "Load, 1 min", MetricKind.Gauge, MetricUnit.None, 0, Any),
        new("load.5m", "Load, 5 min", MetricKind.Gauge, MetricUnit.None, 0, Any),
        new("load.15m", "Load, 15 min", MetricKind.Gauge, MetricUnit.None, 0, Any),
        new("load.per_core", "Load per core", MetricKind.Gauge, MetricUnit.None, 0, Any),
        new("memory.total_bytes", "Memory", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("memory.used_bytes", "Memory used", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("memory.free_bytes", "Memory free", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("memory.available_bytes", "Memory available", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("memory.used_percent", "Memory usage", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("swap.used_percent", "Swap usage", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("disk.total_bytes", "Disk size", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("disk.used_bytes", "Disk used", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("disk.free_bytes", "Disk free", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("disk.used_percent", "Disk usage", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("disk.inodes_used_percent", "Inode usage", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("disk.read_bytes_per_second", "Disk read", MetricKind.Gauge, MetricUnit.BytesPerSecond, 0, Any),
        new("disk.write_bytes_per_second", "Disk write", MetricKind.Gauge, MetricUnit.BytesPerSecond, 0, Any),
        new("disk.latency_ms", "Disk latency", MetricKind.Gauge, MetricUnit.Milliseconds, 0, Any),
        new("disk.utilisation_percent", "Disk utilisation", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("network.received_bytes_per_second", "Network received", MetricKind.Gauge, MetricUnit.BytesPerSecond, 0, Any),
        new("network.sent_bytes_per_second", "Network sent", MetricKind.Gauge, MetricUnit.BytesPerSecond, 0, Any),
        new("network.errors_per_second", "Network errors", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("network.drops_per_second", "Network drops", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("system.uptime_seconds", "Uptime", MetricKind.Gauge, MetricUnit.Seconds, 0, Any),
        new("system.boot_time_seconds", "Started at", MetricKind.Gauge, MetricUnit.UnixSeconds, 0, Any),
        new("system.clock_skew_seconds", "Clock skew", MetricKind.Gauge, MetricUnit.Seconds, double.NegativeInfinity, Any),
        new("system.oom_kills", "Processes killed for lack of memory", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("hardware.temperature_celsius", "Temperature", MetricKind.Gauge, MetricUnit.Celsius, -60, 250),
        new("hardware.temperature_headroom_celsius", "Distance to the critical temperature", MetricKind.Gauge, MetricUnit.Celsius, -250, 310),
        new("disk.io_errors", "Disk errors", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("disk.filesystem_errors", "File system errors", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("disk.wear_percent", "Disk wear", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new("memory.corrected_errors", "Memory errors, corrected", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("memory.uncorrected_errors", "Memory errors, not corrected", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("systemd.failed_units", "Failed units", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(AnomalyMetrics.Host, "How unusual the host is", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new(AnomalyMetrics.Fleet, "How unusual the hosts of the group are", MetricKind.Gauge, MetricUnit.Percent, 0, 100),
        new(LogMetrics.Lines, "Log lines a minute", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(LogMetrics.Errors, "Errors in logs a minute", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(LogMetrics.Hostile, "Hostile log lines a minute", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(LogMetrics.Dropped, "Log lines dropped a minute", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(LogMetrics.NewErrors, "New kinds of errors in logs a minute", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(LogMetrics.Bursts, "Bursts in logs", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new(ReiMetrics.Total, "Efficiency (REI)", MetricKind.Gauge, MetricUnit.None, 0, 100),
        new(ReiMetrics.Cpu, "Efficiency of CPU", MetricKind.Gauge, MetricUnit.None, 0, 100),
        new(ReiMetrics.Memory, "Efficiency of memory", MetricKind.Gauge, MetricUnit.None, 0, 100),
        new(ReiMetrics.Disk, "Efficiency of disk space", MetricKind.Gauge, MetricUnit.None, 0, 100),
        new(ReiMetrics.DiskIo, "Efficiency of disk I/O", MetricKind.Gauge, MetricUnit.None, 0, 100),
        new(ReiMetrics.Network, "Efficiency of the network", MetricKind.Gauge, MetricUnit.None, 0, 100),
        new("monitor.memory_bytes", "Server memory", MetricKind.Gauge, MetricUnit.Bytes, 0, Any),
        new("monitor.cpu_percent", "Server CPU", MetricKind.Gauge, MetricUnit.Percent, 0, Any),
        new("monitor.samples_per_second", "Samples stored", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.batches_refused_per_second", "Batches refused", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.commit_ms", "Commit time", MetricKind.Gauge, MetricUnit.Milliseconds, 0, Any),
        new("monitor.write_queue", "Batches waiting to be stored", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.circuits", "Open screens", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.hosts_active", "Active hosts", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.notices_waiting", "Notices waiting to be sent", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.notices_oldest_seconds", "Age of the oldest waiting notice", MetricKind.Gauge, MetricUnit.Seconds, 0, Any),
        new("monitor.notices_given_up", "Notices given up", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.notices_unrouted", "Announcements not routed yet", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.forecasts_per_second", "Forecasts made", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.forecasts_graded_per_second", "Forecasts graded", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.forecasts_skipped_per_second", "Forecasts left out", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.forecast_cpu_percent", "Forecasting CPU", MetricKind.Gauge, MetricUnit.Percent, 0, Any),
        new("monitor.forecasts_waiting", "Series waiting for a forecast", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.detection_series", "Series watched for anomalies", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.detection_series_left_out", "Series not watched for lack of room", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.detection_skipped_per_second", "Ticks not watched for anomalies", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.anomalies_lost_per_second", "Anomalies lost", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.evidence_waiting", "Tickets waiting for their evidence", MetricKind.Gauge, MetricUnit.Count, 0, Any),
        new("monitor.evidence_frozen_per_second", "Evidence frozen", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.evidence_failed_per_second", "Evidence that could not be made", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.evidence_skipped_per_second", "Evidence put off in a storm", MetricKind.Gauge, MetricUnit.PerSecond, 0, Any),
        new("monitor.forecasts_behind_seconds", "Longest wait for a forecast", MetricKind.Gauge, MetricUnit.Seconds, 0, Any),
    }.ToDictionary(m => m.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<MetricInfo> All => Table.Values;

    public static MetricInfo Find(string metric) =>
        Table.TryGetValue(metric, out var info)
            ? info
            : metric.EndsWith("_total", StringComparison.Ordinal)
            ? new MetricInfo(metric, metric, MetricKind.Counter, MetricUnit.PerSecond, 0, Any)
            : new MetricInfo(metric, metric, MetricKind.Gauge, MetricUnit.None, double.NegativeInfinity, Any);
}
