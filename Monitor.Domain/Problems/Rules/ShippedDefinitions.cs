using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Rules;

/// <summary>A rule that comes with the product.</summary>
public sealed record ShippedDefinition(string Key, string Name, string Description, RuleDefinition Definition);

/// <summary>
/// The rules that come with the product, on from the first start. What has no source yet says what it waits for. A key is never given another meaning: what
/// an administrator made of a rule stays.
/// </summary>
public static class ShippedDefinitions
{
    public const string SilentKey = "host-silent";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static IReadOnlyList<ShippedDefinition> All { get; } =
    [
        new("cpu-high", "CPU", "The processors are busy nearly all the time.",
            Above("cpu.used_percent", 5 * Minute, new(Severity.Warning, 90, 85), new(Severity.Critical, 98, 94))),
        new("load-high", "Load per core", "More work waits for the processors than they can take.",
            Above("load.per_core", 10 * Minute, new(Severity.Warning, 2, 1.5), new(Severity.Critical, 4, 3))),
        new("memory-high", "Memory", "Little memory is left.",
            Above("memory.used_percent", Minute, new(Severity.Warning, 75, 70), new(Severity.Critical, 95, 90)) with { Predicted = new(0.7, 2 * Day) }),
        new("swap-high", "Swap", "Much of what programs need lies on disk.",
            Above("swap.used_percent", 10 * Minute, new(Severity.Warning, 50, 40), new(Severity.Critical, 90, 80)) with { Predicted = new(0.7, 2 * Day) }),
        new("disk-full", "Disk", "A file system is nearly full; each mount for itself.",
            Above("disk.used_percent", Minute, new(Severity.Warning, 80, 78), new(Severity.Critical, 95, 93)) with { Predicted = new(0.7, 4 * Day) }),
        new("inodes-full", "Inodes", "A file system can hold few more files, however much space is left.",
            Above("disk.inodes_used_percent", Minute, new(Severity.Warning, 80, 78), new(Severity.Critical, 95, 93)) with { Predicted = new(0.7, 4 * Day) }),
        new("disk-slow", "Disk latency", "Requests to a disk take long, on average over 5 minutes.",
            Mean("disk.latency_ms", new(Severity.Warning, 50, 40), new(Severity.Critical, 200, 150))),
        new("network-errors", "Network errors", "An interface loses or damages packets, on average over 5 minutes.",
            Mean("network.errors_per_second", new SeverityStep(Severity.Warning, 1, 0.1))),
        new(SilentKey, "Host silent", "Nothing comes from the host any more.",
            RuleDefinition.Of("", ConditionKind.NoData, 2 * Minute, new SeverityStep(Severity.Critical))),
        new("clock-skew", "Clock", "The clock of the host and that of the server differ.",
            RuleDefinition.Of("system.clock_skew_seconds", ConditionKind.Outside, 5 * Minute,
                new(Severity.Warning, 30, 25, -30, -25), new(Severity.Critical, 300, 250, -300, -250))),
        new("host-restarted", "Restart", "The host started less than 5 minutes ago.",
            RuleDefinition.Of("system.uptime_seconds", ConditionKind.Below, TimeSpan.Zero, new SeverityStep(Severity.Info, 300, 300))),
        new("unit-failed", "Failed unit", "A unit of systemd has failed; the host's states name it.",
            Above("systemd.failed_units", Minute, new SeverityStep(Severity.Warning, 0, 0))),
        new("oom-kill", "Out of memory", "The kernel killed a process because no memory was left.",
            Above("system.oom_kills", TimeSpan.Zero, new SeverityStep(Severity.Warning, 0, 0)) with { ClearFor = 10 * Minute }),
        new("temperature-critical", "Temperature", "A part is nearly as hot as its maker calls critical. Look at fans, dust and the room.",
            RuleDefinition.Of("hardware.temperature_headroom_celsius", ConditionKind.Below, 2 * Minute, new(Severity.Warning, 10, 15), new(Severity.Critical, 3, 8))),
        new("temperature-unusual", "Unusual temperature", "A part has been much hotter for an hour than at the same time a week before.",
            Over("hardware.temperature_celsius", Measure.LastWeekChange, 60 * Minute, 10 * Minute, new SeverityStep(Severity.Warning, 40, 25))),
        new("disk-errors", "Disk errors", "A disk could not do what it was asked for: it may fail soon. Look at its cable and its log, and at the backup.",
            Over("disk.io_errors", Measure.Change, 60 * Minute, TimeSpan.Zero, new(Severity.Warning, 0, 0), new(Severity.Critical, 10, 10))),
        new("filesystem-errors", "File system errors", "A file system found itself damaged. Check it, and the disk below it.",
            Over("disk.filesystem_errors", Measure.Change, 60 * Minute, TimeSpan.Zero, new SeverityStep(Severity.Critical, 0, 0))),
        new("memory-errors", "Memory errors", "A memory module lost data that could not be restored. Replace it.",
            Over("memory.uncorrected_errors", Measure.Change, 60 * Minute, TimeSpan.Zero, new SeverityStep(Severity.Critical, 0, 0))),
        new("memory-corrected", "Corrected memory errors", "A memory module makes more errors than now and then: it may fail soon.",
            Over("memory.corrected_errors", Measure.Change, 12 * 60 * Minute, TimeSpan.Zero, new SeverityStep(Severity.Warning, 10, 10))),
        new("disk-worn", "Disk wear", "A flash disk has used up nearly all of its life. Replace it in time.",
            Above("disk.wear_percent", Minute, new(Severity.Warning, 80, 80), new(Severity.Critical, 95, 95)) with { Predicted = new(0.7, 90 * Day) }),
        new("disk-controller", "Disk controller", "The kernel has given up a controller of an NVMe disk.", new RuleDefinition
        {
            Conditions = [new Condition { Metric = "disk.controllers", Kind = ConditionKind.StateText, Text = "*dead*", Steps = [new(Severity.Critical)] }],
        }),
        new("notices-late", "Late notices", "Notices wait to be sent by mail or to a webhook; the page Notices under Admin says why.",
            Above("monitor.notices_oldest_seconds", 5 * Minute, new SeverityStep(Severity.Warning, 900, 600))),
        new("host-anomaly", "Unusual behaviour", "The metrics of a host together are not as they used to be at this time. The detectors decide; one that is strong and lasts is told as one step worse.",
            RuleDefinition.Of(AnomalyMetrics.Host, ConditionKind.Unusual, TimeSpan.Zero, new SeverityStep(Severity.Warning))),
        new("fleet-anomaly", "Unusual behaviour of many hosts", "Many hosts of a group began to behave unusually within minutes: told once, and not for each of them.",
            RuleDefinition.Of(AnomalyMetrics.Fleet, ConditionKind.Unusual, TimeSpan.Zero, new SeverityStep(Severity.Warning))),
        new("log-errors", "Errors in logs", "A source of logs tells many errors, on average over 5 minutes; each source for itself.",
            Mean(LogMetrics.Errors, new(Severity.Warning, 20, 10), new(Severity.Critical, 200, 100))),
        new("log-hostile", "Hostile log lines", "Lines came with what would deceive their reader: escape sequences, forged lines, lookups, script. The search for hostile lines shows them; a source can be blocked.",
            Above(LogMetrics.Hostile, TimeSpan.Zero, new(Severity.Warning, 5, 5), new(Severity.Critical, 100, 100)) with { ClearFor = 10 * Minute }),
        new("log-new-template", "New error in logs", "A program that has been known for a day tells an error of a form that it never told before; the host's events name it.",
            Above(LogMetrics.NewErrors, TimeSpan.Zero, new SeverityStep(Severity.Info, 0, 0)) with { ClearFor = 10 * Minute }),
        new("log-burst", "Burst in logs", "Lines of a form come ten times as often as they use to, for some minutes; the host's events name the form.",
            Above(LogMetrics.Bursts, 3 * Minute, new SeverityStep(Severity.Info, 0, 0)) with { ClearFor = 10 * Minute }),
        new("certificate-expiry", "Certificate", "A certificate ends soon.",
            RuleDefinition.Of("probe.certificate_days", ConditionKind.Below, TimeSpan.Zero, new(Severity.Warning, 30, 30), new(Severity.Critical, 7, 7)) with
            {
                Source = "Waits for probes that look at certificates.",
            }),
        new("probe-failing", "Probe", "A probe from outside does not succeed.",
            RuleDefinition.Of("probe.success", ConditionKind.Below, 2 * Minute, new SeverityStep(Severity.Critical, 1, 1)) with
            {
                Source = "Waits for probes from outside.",
            }),
        new("smart-failing", "SMART", "A disk says of itself that it is failing.",
            RuleDefinition.Of("disk.smart_healthy", ConditionKind.Below, TimeSpan.Zero, new SeverityStep(Severity.Critical, 1, 1)) with
            {
                Source = "Waits for an agent that reads SMART.",
            }),
    ];

    private static RuleDefinition Above(string metric, TimeSpan held, params SeverityStep[] steps) => RuleDefinition.Of(metric, ConditionKind.Above, held, steps);

    private static RuleDefinition Mean(string metric, params SeverityStep[] steps) => Over(metric, Measure.Mean, 5 * Minute, Minute, steps);

    private static RuleDefinition Over(string metric, Measure measure, TimeSpan window, TimeSpan held, params SeverityStep[] steps) => new()
    {
        Conditions = [new Condition { Metric = metric, Measure = measure, Window = window, Steps = steps }], For = held,
    };
}
