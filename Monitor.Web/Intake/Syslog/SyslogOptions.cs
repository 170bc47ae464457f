using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Monitor.Web.Intake.Syslog;

/// <summary>The doors for syslog; section <c>Syslog</c>. A port that is not set is not listened on.</summary>
public sealed class SyslogOptions : IValidatableObject
{
    public const string Section = "Syslog";

    /// <summary>0 is any free port.</summary>
    [Range(0, 65535, ErrorMessage = "Syslog:Udp is a port from 1 to 65535.")]
    public int? Udp { get; set; }

    [Range(0, 65535, ErrorMessage = "Syslog:Tcp is a port from 1 to 65535.")]
    public int? Tcp { get; set; }

    [Range(0, 65535, ErrorMessage = "Syslog:Tls is a port from 1 to 65535.")]
    public int? Tls { get; set; }

    /// <summary>The address that is listened on; without it all of this machine.</summary>
    public string? Address { get; set; }

    /// <summary>PEM, or PKCS#12 without a password; without it the server's own.</summary>
    public string? CertificateFile { get; set; }

    public string? CertificateKeyFile { get; set; }

    /// <summary>The zone of times that have none (RFC 3164), as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Connections at a time; one address may have a quarter of them.</summary>
    [Range(4, 100_000, ErrorMessage = "Syslog:MaxConnections is a number from 4 to 100000.")]
    public int MaxConnections { get; set; } = 400;

    /// <summary>Senders that the server does not know by itself, as <c>10.0.0.5=switch-1</c>: the address, and the name of the host whose lines come from there.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>Addresses of relays, which hand on the lines of others: of them, and of nobody else, the host in a message is believed.</summary>
    public IList<string> Relays { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult($"Syslog:TimeZone is the name of a time zone such as UTC or Europe/Berlin; '{TimeZone}' is none.");
        }

        foreach (var wrong in Hosts.Where(h => h.IndexOf('=', StringComparison.Ordinal) is var at && (at < 0 || at == h.Length - 1)))
        {
            yield return new ValidationResult($"Syslog:Hosts are written as 10.0.0.5=name-of-the-host; '{wrong}' is not.");
        }

        foreach (var address in Hosts.Select(h => h.Split('=')[0]).Concat(Relays).Concat(Address is null ? [] : [Address]).Where(a => !IPAddress.TryParse(a, out _)))
        {
            yield return new ValidationResult($"Syslog:Hosts, Syslog:Relays and Syslog:Address name IP addresses; '{address}' is none.");
        }
    }
}
