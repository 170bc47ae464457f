using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Wire;

namespace Monitor.Web.Dashboard.Lane;

/// <summary>What the lane calls the kinds of events, and how loud each is.</summary>
internal static class LaneWords
{
    private const int Longest = 160;

    public static string Title(string kind) => kind switch
    {
        "host.rebooted" => "Reboot",
        "packages.changed" => "Packages",
        "unit.restarted" => "Unit restarted",
        "unit.failed" => "Unit failed",
        "deploy" => "Deploy",
        "config" or "config.changed" => "Configuration",
        "maintenance" => "Maintenance note",
        "note" => "Note",
        FileGrowth.Kind => "Files grow",
        LogEventKinds.NewError => "New error in logs",
        LogEventKinds.Burst => "Burst in logs",
        "process.top" => "New busiest process",
        "agent.started" => "Agent started",
        "agent.stopped" => "Agent stopped",
        _ => Short(kind),
    };

    /// <summary>One of the status colours, or the accent for what people do.</summary>
    public static string Tone(string kind) => kind switch
    {
        "host.rebooted" or "unit.restarted" or FileGrowth.Kind or LogEventKinds.NewError or LogEventKinds.Burst => "warning",
        "unit.failed" => "critical",
        "deploy" or "packages.changed" or "config.changed" or "maintenance" or "note" => "accent",
        _ => kind.StartsWith("deploy", StringComparison.OrdinalIgnoreCase) || kind.StartsWith("config", StringComparison.OrdinalIgnoreCase) ? "accent" : "unknown",
    };

    public static string Short(string text) => PlainLine.Of(text, Longest);
}
