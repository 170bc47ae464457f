using System.Globalization;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;

namespace Monitor.Web.Tickets.Causes;

/// <summary>How findings are said.</summary>
internal static class CauseWords
{
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(15);

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %");

    /// <summary>The length of its bar.</summary>
    public static string Width(double share) => string.Create(CultureInfo.InvariantCulture, $"width: {100 * share:0}%");

    public static string Likely(double confidence) => confidence switch
    {
        >= 0.85 => "very likely",
        >= 0.65 => "likely",
        >= 0.45 => "possible",
        _ => "less likely",
    };

    /// <summary>"12 % → 96 %"; empty where it has no numbers.</summary>
    public static string Values(FindingEvidence evidence) => evidence.Before is null && evidence.During is null ? ""
        : $"{Value(evidence, evidence.Before)} → {Value(evidence, evidence.During)}{(evidence.Kind != "process" ? "" : evidence.Series == "memory" ? " of memory" : " of a core")}";

    /// <summary>What its small curve shows, for who does not see it.</summary>
    public static string Curve(FindingEvidence evidence) =>
        $"{evidence.Text}, {Value(evidence, evidence.Before)} before and {Value(evidence, evidence.During)} since the problem began, where the line stands";

    /// <summary>The host's charts of that time; null without a host or a time.</summary>
    public static string? Charts(FindingEvidence evidence)
    {
        if (evidence.HostId is not { } host || evidence.From is not { } from)
        {
            return null;
        }

        var metric = evidence.Kind == "series" && evidence.Series is { } series ? $"tab=metrics&metric={Uri.EscapeDataString(series.Split('{')[0])}&" : "";
        return string.Create(CultureInfo.InvariantCulture, $"/hosts/{host}?{metric}{Range(evidence, from)}");
    }

    public static string? Logs(FindingEvidence evidence) => evidence.HostId is { } host && evidence.From is { } from
        ? string.Create(CultureInfo.InvariantCulture, $"/logs?host={host}&{Range(evidence, from)}")
        : null;

    private static string Range(FindingEvidence evidence, DateTimeOffset from) => string.Create(
        CultureInfo.InvariantCulture, $"from={(from - Around).ToUnixTimeMilliseconds()}&to={((evidence.To ?? from) + Around).ToUnixTimeMilliseconds()}");

    private static string Value(FindingEvidence evidence, double? value) => evidence.Kind == "process"
        ? ProblemSentence.Number(evidence.Series == "memory" ? "memory.used_bytes" : "cpu.used_percent", value)
        : ProblemSentence.Number(evidence.Series?.Split('{')[0] ?? "", value);
}
