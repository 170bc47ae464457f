using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause;

/// <summary>What a cause is called where there is no room for its sentence: "process:ffmpeg" is the process ffmpeg.</summary>
public static class CauseNames
{
    private const string HostKind = "host:";

    /// <param name="key">As <see cref="Finding.CauseKey"/> has it.</param>
    /// <param name="hostName">The name of a host by its id; null where it is not known or not for the reader.</param>
    public static string Of(string key, Func<int, string?>? hostName = null)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon < 0 ? (key, "") : (key[..colon], key[(colon + 1)..].Trim());
        return (kind, name) switch
        {
            ("none", "") => "no credible cause",
            ("dns", "") => "name resolution (DNS)",
            ("process", { Length: > 0 }) => $"process {name}",
            ("files", { Length: > 0 }) => $"files on {name}",
            ("disk", { Length: > 0 }) => $"disk {name}",
            ("nic", { Length: > 0 }) => $"network interface {name}",
            ("host", { Length: > 0 }) => HostOf(key) is { } id && hostName?.Invoke(id) is { } known ? $"host {known}" : "another host",
            ("event", { Length: > 0 }) => $"a change: {name}",
            ("certificate", { Length: > 0 }) => $"certificate of {name}",
            ("metric", { Length: > 0 }) => $"change of {Reading(name)}",
            _ => key,
        };
    }

    /// <summary>"network.received_bytes_per_second{interface=\"eth0\"}" by its title, with its labels behind.</summary>
    private static string Reading(string series)
    {
        var brace = series.IndexOf('{', StringComparison.Ordinal);
        return brace < 0 ? MetricCatalog.Find(series).Title : $"{MetricCatalog.Find(series[..brace]).Title} ({series[(brace + 1)..].TrimEnd('}').Replace("\"", "", StringComparison.Ordinal)})";
    }

    /// <summary>The host that a cause is; null for every other kind.</summary>
    public static int? HostOf(string key) =>
        key.StartsWith(HostKind, StringComparison.Ordinal) && int.TryParse(key.AsSpan(HostKind.Length), System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null;
}
