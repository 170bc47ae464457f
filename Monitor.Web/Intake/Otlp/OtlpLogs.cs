using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;
using Monitor.Web.Intake.Lines;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Intake.Otlp;

/// <summary>A resource as its attributes name it: the host, and the service that wrote the lines.</summary>
internal readonly record struct OtlpResource(string? Host, string? Service);

/// <summary>One record as it was read, in either encoding.</summary>
internal record struct OtlpRecord(ulong TimeNanoseconds, ulong ObservedNanoseconds, int SeverityNumber, string? SeverityName, OtlpText Text);

/// <summary>Records of a call, by the host that they name; those without one are under the empty name.</summary>
internal sealed class OtlpLogs
{
    private const string Unnamed = "otlp";
    private const int MostHosts = 100;
    private readonly Dictionary<string, LogPost> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private int _records;

    public IReadOnlyDictionary<string, LogPost> Hosts => _hosts;

    /// <summary>A record says neither when it happened nor when it was seen: then the same bytes may well be said twice.</summary>
    public bool HasUntimed { get; private set; }

    public void Add(in OtlpResource resource, string? scope, in OtlpRecord record)
    {
        if (_records++ == LogPost.MostLines)
        {
            throw new BatchTooMuchException("At most 50000 records are taken at a time.");
        }

        var host = resource.Host ?? "";
        if (!_hosts.TryGetValue(host, out var post))
        {
            if (_hosts.Count == MostHosts)
            {
                throw new BatchTooMuchException("Records of at most 100 hosts are taken at a time.");
            }

            _hosts[host] = post = new LogPost(LogSourceKind.OpenTelemetry, host.Length == 0 ? null : host, null);
        }

        var source = resource.Service is { Length: > 0 } service ? service : scope is { Length: > 0 } ? scope : Unnamed;
        var time = record.TimeNanoseconds != 0 ? record.TimeNanoseconds : record.ObservedNanoseconds;
        HasUntimed |= time == 0;
        var text = record.Text.ToString();
        post.Add(
            text.Length == 0 ? null : new RawLine(time == 0 ? null : (long)(time / 1_000_000), text, Severity(record.SeverityNumber, record.SeverityName)),
            WholeText.First(source, LogSource.NameLength));
    }

    /// <summary>The numbers of OpenTelemetry's data model: four of each of trace, debug, info, warn, error, fatal.</summary>
    private static LogSeverity? Severity(int number, string? name) => number switch
    {
        >= 1 and <= 8 => LogSeverity.Debug,
        >= 9 and <= 12 => LogSeverity.Info,
        >= 13 and <= 16 => LogSeverity.Warning,
        >= 17 and <= 20 => LogSeverity.Error,
        >= 21 and <= 24 => LogSeverity.Critical,
        _ => name is null ? null : LogSeverityName.Find(name),
    };
}
